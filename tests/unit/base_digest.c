/* digest.c against the examples of FIPS 180-4 (as NIST publishes them) and RFC 4648, section 10. */
#include "base/arena.h"
#include "base/digest.h"
#include "tap.h"

static Str hex(struct arena *arena, Str bytes)
{
    unsigned char digest[SHA256_BYTES];
    struct buf out = {0};
    sha256(bytes, digest);
    for (size_t i = 0; i < SHA256_BYTES; i++) buf_printf(&out, "%02x", digest[i]);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

static Str base64(struct arena *arena, Str bytes)
{
    struct buf out = {0};
    base64_write(&out, bytes);
    Str text = buf_copy(&out, arena);
    buf_free(&out);
    return text;
}

int main(void)
{
    static const char *const words[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"},
                             *const coded[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                               "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    struct arena *arena = arena_new();
    char *million = arena_alloc(arena, 1000000);
    memset(million, 'a', 1000000);
    same_text(hex(arena, S("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
              "abc");
    same_text(hex(arena, STR_NONE), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
              "nothing");
    same_text(hex(arena, S("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "56 bytes: two blocks");
    same_text(hex(arena, (Str){million, 1000000}),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", "a million bytes");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        same_text(base64(arena, str_from(words[i])), coded[i], words[i]);
    same_text(base64(arena, (Str){"\xff\xfe\xfd", 3}), "//79", "high bytes");
    arena_free(arena);
    return done();
}
