package io.acsexport.cli.host;

import io.acsexport.transport.Notice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the management server may read what the configuration is made of. */
final class FileFindings {

  private FileFindings() {}

  static List<Notice> look(Set<Path> files, UserAccess access) {
    List<Notice> notices = new ArrayList<>();
    for (Path file : files) {
      String obstacle =
          Files.isRegularFile(file) ? access.obstacle(file, UserAccess.Right.READ) : null;
      if (obstacle != null) {
        notices.add(
            Notice.error(
                file.toString(),
                "the user '"
                    + access.user()
                    + "', who runs CloudStack, may not read it: "
                    + obstacle,
                "Run: chown root:"
                    + access.user()
                    + " "
                    + file
                    + " && chmod 0640 "
                    + file
                    + "; its folder needs mode 0750."));
      }
    }
    return notices;
  }
}
