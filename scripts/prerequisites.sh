# Sourced by ./demo and ./verify: finds a JDK (17 to 25), Maven (3.8 or newer) and, for ./verify, RabbitMQ,
# Python with its client and what packages are tested with, installing what is missing through the system's package
# manager unless INSTALL=no. Sets and exports JAVA_HOME.
# POSIX shell; no GNU-only options.

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$@"
  exit 1
}

# Prints the major version of the JDK in folder $1, or nothing where there is none.
jdk_major() {
  [ -x "$1/bin/javac" ] || return 0
  "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p'
}

usable_jdk() {
  major=$(jdk_major "$1")
  [ -n "$major" ] && [ "$major" -ge 17 ] && [ "$major" -le 25 ]
}

# The JDK asked for with JAVA_HOME comes first, then that of the PATH, then the oldest one installed.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && usable_jdk "$JAVA_HOME"; then
    return 0
  fi
  javac=$(command -v javac 2>/dev/null) || javac=
  if [ -n "$javac" ]; then
    home=$("$(dirname "$javac")/java" -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.home = //p')
    if [ -n "$home" ] && usable_jdk "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  fi
  for wanted in 17 18 19 20 21 22 23 24 25; do
    for home in /usr/lib/jvm/*; do
      if [ "$(jdk_major "$home")" = "$wanted" ]; then
        JAVA_HOME=$home
        export JAVA_HOME
        return 0
      fi
    done
  done
  return 1
}

find_maven() {
  command -v mvn >/dev/null 2>&1 || return 1
  version=$(mvn -version 2>/dev/null | tr -d '\033' | sed -n 's/.*Apache Maven \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p')
  case "$version" in
    '' | [012].* | 3.[0-7]) return 1 ;;
  esac
}

may_be_root() {
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    fail "This needs root: $*"
  fi
}

# Prints the first JDK package that the package manager knows; $1 is the command that asks it.
first_known() {
  ask=$1
  shift
  for package in "$@"; do
    if $ask "$package" >/dev/null 2>&1; then
      printf '%s\n' "$package"
      return 0
    fi
  done
  return 1
}

known_to_apt() { apt-cache show "$1" 2>/dev/null | grep -q '^Version:'; }
known_to_dnf() { dnf -q list "$1"; }

# Sets install, refresh, known and jdk for the package manager found here.
find_package_manager() {
  if command -v apt-get >/dev/null 2>&1; then
    install="apt-get install -y --no-install-recommends"
    refresh='apt-get update -q'
    known=known_to_apt
    jdk='openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless'
  elif command -v dnf >/dev/null 2>&1; then
    install="dnf install -y"
    refresh=
    known=known_to_dnf
    jdk='java-17-openjdk-devel java-21-openjdk-devel java-25-openjdk-devel'
  else
    return 1
  fi
}

# Installs these packages; $install and $refresh are commands of several words.
install_packages() {
  say "Installing through the package manager: $*"
  # shellcheck disable=SC2086
  as_root $install "$@" >&2
}

refresh_package_lists() {
  # shellcheck disable=SC2086
  [ -z "$refresh" ] || as_root $refresh >&2
}

install_build_tools() {
  missing=$*
  find_package_manager || fail "Install a JDK (17 to 25) and Maven (3.8 or newer), then run this again."
  if [ "${INSTALL:-yes}" = no ]; then
    first=${jdk%% *}
    fail "Missing: $missing. Run: $install $(printf '%s' "$missing" | sed "s/JDK/$first/; s/Maven/maven/")"
  fi
  refresh_package_lists
  packages=
  for what in $missing; do
    case "$what" in
      JDK)
        # shellcheck disable=SC2086
        package=$(first_known $known $jdk) || fail "No package of a JDK 17 to 25 is known here; install one by hand."
        packages="$packages $package"
        ;;
      Maven) packages="$packages maven" ;;
    esac
  done
  # shellcheck disable=SC2086
  install_packages $packages || fail "The package manager failed; see above."
}

require_build_tools() {
  missing=
  find_jdk || missing="JDK"
  find_maven || missing="${missing:+$missing }Maven"
  if [ -n "$missing" ]; then
    # shellcheck disable=SC2086
    install_build_tools $missing
    find_jdk || fail "No JDK of version 17 to 25 was found, not even after the installation."
    find_maven || fail "No Maven of version 3.8 or newer was found, not even after the installation."
  fi
}

# Looks where io.acsexport.testing.RabbitInstallation does.
find_rabbitmq() {
  if [ -n "${RABBITMQ_SERVER:-}" ]; then
    if [ -f "$RABBITMQ_SERVER" ] && [ -x "$RABBITMQ_SERVER" ]; then
      return 0
    fi
    fail "RABBITMQ_SERVER is $RABBITMQ_SERVER, which cannot be run."
  fi
  for server in /usr/lib/rabbitmq/bin/rabbitmq-server /usr/lib64/rabbitmq/bin/rabbitmq-server \
    /usr/local/lib/rabbitmq/bin/rabbitmq-server /opt/rabbitmq/sbin/rabbitmq-server; do
    [ ! -x "$server" ] || return 0
  done
  command -v rabbitmq-server >/dev/null 2>&1
}

# The tests start brokers of their own; the one that Debian's package starts would only take memory and
# port 5672. Where Erlang is new here as well, so is its registry epmd; it stays if other nodes use it.
end_service_of_package() {
  if [ -d /run/systemd/system ]; then
    as_root systemctl disable --now rabbitmq-server.service >&2
  elif command -v invoke-rc.d >/dev/null 2>&1; then
    as_root invoke-rc.d rabbitmq-server stop >&2
  fi || say "The broker of the package could not be stopped; the tests do not need it."
  [ "$erlang_was_here" = yes ] || as_root epmd -kill >/dev/null 2>&1 || true
}

# Whether a Python 3 is here that has RabbitMQ's client, which an example consumer uses.
find_python() {
  for python in python3 /usr/bin/python3; do
    if "$python" -c 'import pika' >/dev/null 2>&1; then
      return 0
    fi
  done
  return 1
}

# Installs the packages $2 and following of what is missing, named $1. What cannot be had costs the tests that
# need it, not the build: they are then not run, and ./verify says so.
want_packages() {
  what=$1
  shift
  if ! find_package_manager; then
    say "$what is missing: install it to have its tests run."
  elif [ "${INSTALL:-yes}" = no ] || ! may_be_root; then
    say "$what is missing. To have its tests run: $install $*"
  elif ! refresh_package_lists || ! install_packages "$@"; then
    say "The package manager failed; see above."
  fi
}

want_rabbitmq() {
  ! find_rabbitmq || return 0
  erlang_was_here=no
  ! command -v epmd >/dev/null 2>&1 || erlang_was_here=yes
  want_packages "RabbitMQ (or its rabbitmq-server, named with RABBITMQ_SERVER)" rabbitmq-server
  if find_rabbitmq; then
    say "Stopping the broker that the package may have started; the tests start their own."
    end_service_of_package
  fi
}

want_python() {
  find_python || want_packages "Python 3 with the module pika" python3 python3-pika
}

# What reads, builds and criticises packages. An RPM system has no lintian: its tests are then not run.
want_package_programs() {
  programs=
  for program in dpkg rpm rpmbuild lintian rpmlint; do
    if ! command -v "$program" >/dev/null 2>&1; then
      case "$program" in
        rpmbuild) ! command -v dnf >/dev/null 2>&1 || programs="$programs rpm-build" ;;
        lintian) command -v dnf >/dev/null 2>&1 || programs="$programs lintian" ;;
        *) programs="$programs $program" ;;
      esac
    fi
  done
  # shellcheck disable=SC2086
  [ -z "$programs" ] || want_packages "What tests the packages" $programs
}
