# Sets and exports JAVA_HOME to a JDK that can build and run Formers, or says why there is none and returns 1.
# Sourced by mvnw and formers. Plain POSIX sh; versions are read from files, so that no JVM starts and it takes no time.
#
# Looks at JAVA_HOME, then at the java on the PATH, then in the usual install folders, and takes the first JDK that is
# recent enough: an old JAVA_HOME that is there for other work does not stand in the way.

minimum_jdk=25
jdks_seen=

# Takes folder $1, which was found in place $2, if it holds a recent enough JDK; otherwise notes what it is.
try_jdk() {
    # A JRE has no compiler and cannot build. Every JDK has a file `release` with a line JAVA_VERSION="25.0.3".
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    jdk_version=
    while IFS='=' read -r jdk_key jdk_value; do
        [ "$jdk_key" != JAVA_VERSION ] || jdk_version=$jdk_value
    done <"$1/release"
    jdk_version=${jdk_version#\"}
    jdk_version=${jdk_version%\"}
    jdk_feature=${jdk_version%%[!0-9]*}
    if [ "${jdk_feature:-0}" -ge "$minimum_jdk" ]; then
        JAVA_HOME=$1
        export JAVA_HOME
        return 0
    fi
    jdks_seen="$jdks_seen
  $1 (version ${jdk_version:-unknown}, from $2)"
    return 1
}

find_jdk() {
    if [ -n "${JAVA_HOME-}" ]; then
        try_jdk "$JAVA_HOME" JAVA_HOME && return
    fi
    java_on_path=$(command -v java)
    if [ -n "$java_on_path" ]; then
        java_on_path=$(readlink -f "$java_on_path" 2>/dev/null || echo "$java_on_path")
        try_jdk "${java_on_path%/bin/java}" "the PATH" && return
    fi
    for jdk_folder in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/openjdk* /opt/java/* /opt/*jdk* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.gradle/jdks/* \
        "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/*; do
        try_jdk "$jdk_folder" "the install folders" && return
    done
    cat >&2 <<MESSAGE
Formers needs a JDK, version $minimum_jdk or later, and there is none in the usual places.
Looked at: JAVA_HOME (${JAVA_HOME:-not set}), the PATH, /usr/lib/jvm, /usr/java, /opt, /Library/Java, Homebrew,
~/.sdkman, ~/.jdks, ~/.gradle/jdks, ~/.asdf, mise.
Found:${jdks_seen:- no JDK of any version}
What to do: install your system's package (openjdk-$minimum_jdk-jdk, temurin-$minimum_jdk-jdk, java-$minimum_jdk-openjdk-devel …),
or unpack a JDK $minimum_jdk anywhere and set JAVA_HOME to its folder.
MESSAGE
    return 1
}

find_jdk
