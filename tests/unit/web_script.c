/* script.c, script_names.c: what may go and what must stay. */
#include "base/arena.h"
#include "tap.h"
#include "web/inside.h"

int main(void)
{
    static const char *const cases[][2] = {
        {"  // a note\n  a = b;\n\n", "a=b;\n"},
        {"const a = 'x  y' + \"  z \";", "const a='x  y'+\"  z \";\n"},
        {"return x;\n} else if (a) {", "return x}else if(a){\n"},
        {"a + +b; a - -b; a++ + b", "a+ +b;a- -b;a++ +b\n"},
        {"const r = / a b /.test(c);", "const r=/ a b /.test(c);\n"},
        {"r = /[/'\"]\\//g.test(c) ? a / b / c : (a) / 2;", "r=/[/'\"]\\//g.test(c)?a/b/c:(a)/2;\n"},
        {"return /x y/;", "return/x y/;\n"},
        {"const t = ` a  ${b} `;", "const t=` a  ${b} `;\n"},
        {"a = 'it\\'s  so' + 1", "a='it\\'s  so'+1\n"},
        {"a = b // behind\nc()", "a=b\nc()\n"},
        {"a = b /* one\n two */ c", "a=b\nc\n"},
        {"a /* b */ c", "a c\n"},
        {"for (const x of y) z in w", "for(const x of y)z in w\n"},
        {"a\n(b)\n++c\nd", "a\n(b)\n++c\nd\n"},
        {"a = x\n  .y()\n  ?.z", "a=x.y()?.z\n"},
        {"{ a; } for (;;); }", "{a}for(;;);}\n"},
        {"if (a) b; else ; }", "if(a)b;else;}\n"},
        {"{ while (f(a)); } { f(a); }", "{while(f(a));}{f(a)}\n"},
        /* what is not understood is sent as it is */
        {"a = 'never  closed", "a = 'never  closed"},
        {"a /* never  closed", "a /* never  closed"},
        {"", ""},
        {"'", "'"},
        {"a = `${`b`}  c`", "a = `${`b`}  c`"},
        /* shorter names: only what is declared within, and is never a property */
        {"(() => { const long = 1; use(long); })()", "(()=>{const a=1;use(a)})()\n"},
        {"const long = 1; (() => { use(long); })()", "const long=1;(()=>{use(long)})()\n"},
        {"(() => { const long = 1; a.long = long; })()", "(()=>{const long=1;a.long=long})()\n"},
        {"(() => { const long = 1; use({ long }); })()", "(()=>{const long=1;use({long})})()\n"},
        {"(() => { const { long } = x; use(long); })()", "(()=>{const{long}=x;use(long)})()\n"},
        {"(() => { let long = 1, other = [2], more; use({ key: long, other() {} }, more, window); })()",
         "(()=>{let a=1,other=[2],b;use({key:a,other(){}},b,window)})()\n"},
        {"(() => { const [first, [second]] = x, f = ({ c }, [third], ...rest) => first + rest; })()",
         "(()=>{const[a,[d]]=x,f=({c},[e],...b)=>a+b})()\n"},
        {"(() => { try { f(); } catch (error) { tell(error); } })()",
         "(()=>{try{f()}catch(a){tell(a)}})()\n"},
        {"(() => { for (const thing of things) use(thing, a, b); })()",
         "(()=>{for(const c of things)use(c,a,b)})()\n"},
        {"(() => { const f = () => { const status = 1; return status; }; return status + f(); })()",
         "(()=>{const f=()=>{const status=1;return status};return status+f()})()\n"},
        {"(() => { function call(what = make(outer)) { return call(what); } })()",
         "(()=>{function a(b=make(outer)){return a(b)}})()\n"},
        {"(() => { const long = 1; use(`${long}`); })()", "(()=>{const long=1;use(`${long}`)})()\n"},
        {"(() => { const long = 1; eval('long'); })()", "(()=>{const long=1;eval('long')})()\n"},
        {"(() => { const long = 1; use(long)) })()", "(()=>{const long=1;use(long))})()\n"},
    };
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        same_text(script_squeeze(arena, str_from(cases[i][0])), cases[i][1], cases[i][0]);
    arena_free(arena);
    return done();
}
