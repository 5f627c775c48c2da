package io.acsexport.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopbackTest {

  /** So many that the kernel, which chooses at random, repeats itself. */
  private static final int MANY = 2_000;

  @Test
  void noPortIsGivenTwice() throws IOException {
    List<Integer> ports = new ArrayList<>();
    while (ports.size() < MANY) {
      ports.addAll(Loopback.freePorts(4));
    }
    assertThat(ports).doesNotHaveDuplicates();
  }
}
