# What the commands of this folder share: finding a JDK, and building a module when its sources are
# newer. To be sourced by a POSIX shell with `root` (the project's folder), `module` (one of this
# folder's), `who` (the name that messages begin with) and `home`, `lib` for what it finds.

java_wanted=25

fail() {
    printf '%s: %s\n' "$who" "$1" >&2
    shift
    for line in "$@"; do printf "    %s\n" "$line" >&2; done
    exit 1
}

# The major version of the JDK in a folder, from its `release` file; 0 where there is none.
major_of() {
    version=
    [ ! -r "$1/release" ] || version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9]*\).*/\1/p' "$1/release")
    printf '%s' "${version:-0}"
}

find_java() {
    for home in "${BERTH_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -x "$home/bin/java" ] && [ "$(major_of "$home")" -ge "$java_wanted" ]; then
            return 0
        fi
    done
    fail "no JDK $java_wanted or later found" "install one, or set BERTH_JAVA_HOME to where it is"
}

# Builds the module and what it needs into its target/lib, unless nothing is newer.
build_if_needed() {
    lib=$root/quality/$module/target/lib
    if [ -d "$lib" ] && [ -z "$(find "$root/pom.xml" "$root/contracts" "$root/foundations" "$root/capabilities" \
        "$root/libraries" "$root/apps" "$root/quality/testkit" "$root/quality/$module" -name target -prune -o \
        \( -name pom.xml -o -path '*/src/main/*' \) -newer "$lib" -print | head -n 1)" ]; then
        return 0
    fi
    command -v mvn > /dev/null || fail "mvn is not on the PATH" "install Maven 3.9 or later"
    printf '%s: building with Maven\n' "$who" >&2
    (cd "$root" && JAVA_HOME=$home mvn -q -T1C -Dquick -pl "quality/$module" -am package) >&2
    touch "$lib"
}
