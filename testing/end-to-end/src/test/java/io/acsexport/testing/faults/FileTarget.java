package io.acsexport.testing.faults;

import io.acsexport.testing.check.Arrived;
import io.acsexport.testing.road.FileRoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file, for faults in which a broker has no part. Its folder is not there at first. */
record FileTarget(Path folder) implements Target {

  /** From now on it takes what is sent. */
  void come() throws IOException {
    Files.createDirectories(folder);
  }

  @Override
  public String destination() {
    return "{ transport = log, start = earliest, retry { max-delay = 1 s }, settings { file = \""
        + file()
        + "\" } }";
  }

  @Override
  public List<Arrived> arrived() throws IOException {
    return FileRoad.arrived(file());
  }

  private Path file() {
    return folder.resolve("events.jsonl");
  }
}
