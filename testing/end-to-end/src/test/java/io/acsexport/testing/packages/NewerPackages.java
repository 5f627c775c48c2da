package io.acsexport.testing.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The packages of a release to come: those of this build under another version, with jars of other
 * names and a changed configuration file.
 */
final class NewerPackages {

  static final String VERSION = "99.0";

  /** $1 the package, $2 where the new one goes. */
  private static final String REPACK_DEB =
      """
      set -e
      old=$(dpkg-deb -f "$1" Version)
      dpkg-deb -R "$1" "$2.d"
      cd "$2.d"
      rm -f DEBIAN/md5sums
      sed -i "s/^Version: .*/Version: VERSION/; s/(= $old)/(= VERSION)/" DEBIAN/control
      find usr/share/acs-export -name 'acs-export-*.jar' | while read -r jar; do
        mv "$jar" "$(dirname "$jar")/newer-$(basename "$jar")"
      done
      if [ -f usr/share/acs-export/version ]; then
        echo VERSION >usr/share/acs-export/version
        echo '# newer' >>etc/acs-export/acs-export.conf
      fi
      dpkg-deb --root-owner-group -Znone -b . "$2"
      """;

  private static final String SPEC =
      """
      Name: acs-export
      Version: VERSION
      Release: 1
      Summary: newer
      License: Apache-2.0
      BuildArch: noarch
      AutoReqProv: no
      %define __os_install_post %{nil}
      %define _build_id_links none
      %define _binary_payload w1.gzdio
      %description
      newer
      %pre -f /newer/user.sh
      %post -f /newer/installed.sh
      %preun -f /newer/before-removal.sh
      %files
      %defattr(-,root,root)
      %dir %attr(0750,root,cloud) /etc/acs-export
      %config(noreplace) %attr(0640,root,cloud) /etc/acs-export/acs-export.conf
      %dir %attr(0750,cloud,cloud) /var/lib/acs-export
      /usr/share/acs-export/*
      /usr/share/cloudstack-management/lib/acs-export.jar
      /usr/bin/acs-export
      /usr/share/bash-completion/completions/acs-export
      /usr/share/man/man1/acs-export.1.gz
      """;

  /** Takes what is installed, with the configuration file as it was before anybody changed it. */
  private static final String BUILD_RPM =
      """
      set -e
      mkdir -p /newer/root
      rpm --dbpath /var/lib/rpm -ql acs-export | grep -v '^/etc\\|^/usr/share/doc\\|^/usr/share/lic' |
        tar -cf - --no-recursion -T - | tar -xf - -C /newer/root
      mkdir -p /newer/root/etc/acs-export
      echo '# newer' >/newer/root/etc/acs-export/acs-export.conf
      echo VERSION >/newer/root/usr/share/acs-export/version
      rpmbuild -bb --quiet --buildroot /newer/root --define '_rpmdir /newer' /newer/newer.spec
      """;

  private NewerPackages() {}

  /** Makes the DEB in the root; returns its path there. */
  static String deb(ScratchRoot root, String name) throws IOException {
    Path copy = root.path("/var/tmp/" + name + ".deb");
    Files.copy(BuiltPackages.deb(name), copy);
    String newer = "/var/tmp/newer-" + name + ".deb";
    root.run(
        "sh",
        "-c",
        REPACK_DEB.replace("VERSION", VERSION),
        "sh",
        "/var/tmp/" + name + ".deb",
        newer);
    return newer;
  }

  /** Makes the RPM of the main package in the root, where this build's is installed. */
  static String rpm(ScratchRoot root, Path scriptlets) throws IOException {
    root.write("/newer/newer.spec", SPEC.replace("VERSION", VERSION), "644");
    for (String script : new String[] {"user.sh", "installed.sh", "before-removal.sh"}) {
      Files.copy(scriptlets.resolve(script), root.path("/newer/" + script));
    }
    root.run("sh", "-c", BUILD_RPM.replace("VERSION", VERSION));
    return "/newer/noarch/acs-export-" + VERSION + "-1.noarch.rpm";
  }
}
