package io.acsexport.log;

import io.acsexport.transport.Failure;
import io.acsexport.transport.Notice;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks whether the file could be written, without making or touching it. */
record FileCheck(FileSettings settings) {

  List<Notice> run() {
    Path file = settings.file();
    IOException obstacle = obstacle(file);
    if (obstacle != null) {
      Failure failure = FileFailures.of(obstacle, file);
      return List.of(Notice.error(file.toString(), failure.detail(), failure.remedy()));
    }
    long most = (settings.maxSize() * settings.maxFiles()) >> 20;
    Notice found =
        Notice.info(
            file.toString(),
            "can be written; " + settings.maxFiles() + " files take " + most + " MiB at most");
    try {
      long free = Files.getFileStore(RotatedFiles.folder(file)).getUsableSpace() >> 20;
      if (free < most) {
        return List.of(
            found,
            Notice.warning(
                file.toString(),
                "only " + free + " MiB are free there: delivery may stop before the oldest goes",
                "Lower max-size or max-files, or free space."));
      }
    } catch (IOException e) {
      return List.of(found, Notice.info(file.toString(), "free space is unknown: " + e));
    }
    return List.of(found);
  }

  private static @Nullable IOException obstacle(Path file) {
    Path folder = RotatedFiles.folder(file);
    if (!Files.isDirectory(folder)) {
      return new NoSuchFileException(folder.toString());
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new FileSystemException(file.toString(), null, FileFailures.NO_FILE);
    }
    if (!Files.isWritable(folder) || (Files.exists(file) && !Files.isWritable(file))) {
      return new AccessDeniedException(file.toString());
    }
    return null;
  }
}
