package io.acsexport.acs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.cloudstack.framework.events.Event;
import org.junit.jupiter.api.Test;

class ClassFileTest {

  private static final int JAVA_11 = 55;

  @Test
  void everyClassOfTheAdapterLoadsOnJava11() throws Exception {
    Path classes =
        Path.of(AcsEventBus.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Path> files = classFiles(classes);

    assertThat(files).hasSizeGreaterThan(10);
    for (Path file : files) {
      try (DataInputStream data = new DataInputStream(Files.newInputStream(file))) {
        assertThat(data.readInt()).isEqualTo(0xCAFEBABE);
        data.readUnsignedShort();
        assertThat(data.readUnsignedShort()).as(file.toString()).isEqualTo(JAVA_11);
      }
    }
  }

  @Test
  void theAdapterCarriesNothingOfCloudStack() throws Exception {
    Path classes =
        Path.of(AcsEventBus.class.getProtectionDomain().getCodeSource().getLocation().toURI());

    assertThat(Event.class.getProtectionDomain().getCodeSource().getLocation())
        .isNotEqualTo(classes.toUri().toURL());
    assertThat(classFiles(classes))
        .allSatisfy(file -> assertThat(file.toString()).contains("io/acsexport/acs/"));
  }

  private static List<Path> classFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(".class")).toList();
    }
  }
}
