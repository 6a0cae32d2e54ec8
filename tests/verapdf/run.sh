#!/bin/sh
# Usage: B=BUILD tests/verapdf/run.sh FILE.pdf ...    (B: the build folder, .build by default)
#
# Judges the files by veraPDF (Verify.java): PDF/UA-1 and PDF/A-2a. Status 0: all are valid; 1: some are not (the clauses are printed); 2: it could not
# be run. veraPDF 1.31 is inside the jar of npm's package @opendataloader/pdf, which is installed into $B/npm once; JAXB, which Java no longer
# brings, is Debian's libjaxb-java. Needs a JDK (default-jdk-headless) and npm.
set -u
here=$(cd "$(dirname "$0")" && pwd)
B=${B:-.build}
package=@opendataloader/pdf
jar=$B/npm/node_modules/$package/lib/opendataloader-pdf-cli.jar
classes=$B/verapdf

fail() {
    echo "verapdf: $1" >&2
    exit 2
}

mkdir -p "$B/npm" "$classes" || exit 2
if [ ! -f "$jar" ]; then
    npm install --silent --no-audit --no-fund --prefix "$B/npm" "$package" >"$B/npm/install.log" 2>&1 ||
        fail "npm could not install $package: see $B/npm/install.log"
fi
[ -f "$jar" ] || fail "$package no longer holds $(basename "$jar")"
path=$jar:$classes
for library in jaxb-api jaxb-core jaxb-impl jaxb-runtime; do
    path=$path:/usr/share/java/$library.jar
done
for library in /usr/share/java/istack-commons-runtime.jar /usr/share/java/javax.activation.jar; do
    [ -f "$library" ] && path=$path:$library
done
if [ ! "$classes/Verify.class" -nt "$here/Verify.java" ]; then
    javac -nowarn -encoding UTF-8 -cp "$path" -d "$classes" "$here/Verify.java" || fail "Verify.java does not compile"
fi
exec java -Dfile.encoding=UTF-8 -Xshare:auto -XX:TieredStopAtLevel=1 -cp "$path" Verify "$@"
