package io.acsexport.testing.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is overridden says why, beside the override. */
@NeedsPrograms({"lintian", "rpmlint"})
class PackageLintIT {

  @Test
  void lintianFindsNothing() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("lintian", "--allow-root", "--fail-on", "error,warning"));
    for (String name : BuiltPackages.NAMES) {
      command.add(BuiltPackages.deb(name).toString());
    }
    run(command);
  }

  @Test
  void rpmlintFindsNothing() throws Exception {
    Path configuration = Path.of("../../distribution/src/main/packages/rpm/rpmlint.toml");
    List<String> command = new ArrayList<>(List.of("rpmlint", "-c", configuration.toString()));
    for (String name : BuiltPackages.NAMES) {
      command.add(BuiltPackages.rpm(name).toString());
    }
    assertThat(run(command)).contains("0 errors, 0 warnings");
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output;
  }
}
