package io.acsexport.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassFaultTest {

  static final class Unlucky {
    static final int VALUE = fail();

    private static int fail() {
      throw new OutOfMemoryError("as the test says");
    }
  }

  static final class Wrong {
    static final int VALUE = Integer.parseInt("no number");
  }

  @Test
  void aClassThatFailedToInitialiseIsFoundBelowWhateverWrapsIt() {
    Throwable first = thrown(() -> Unlucky.VALUE);
    Throwable second = thrown(() -> Unlucky.VALUE);
    assertThat(ClassFault.isIn(first)).as("it is the heap that was full: %s", first).isFalse();
    assertThat(ClassFault.isIn(second)).as("%s", second).isTrue();
    assertThat(ClassFault.isIn(new IllegalStateException(new RuntimeException(second)))).isTrue();
    assertThat(ClassFault.failure(second).detail()).contains("Unlucky", "as the test says");
    assertThat(ClassFault.isIn(thrown(() -> Wrong.VALUE))).isTrue();
    assertThat(ClassFault.isIn(thrown(() -> Wrong.VALUE))).isTrue();
  }

  @Test
  void aClassThatIsMissingIsNone() {
    assertThat(ClassFault.isIn(new NoClassDefFoundError("org/xerial/snappy/Snappy"))).isFalse();
    assertThat(ClassFault.isIn(new OutOfMemoryError())).isFalse();
    assertThat(ClassFault.isIn(null)).isFalse();
  }

  @Test
  void causesInACircleComeToAnEnd() {
    Exception one = new Exception();
    one.initCause(new Exception(one));
    assertThat(ClassFault.isIn(one)).isFalse();
  }

  private static Throwable thrown(java.util.function.IntSupplier use) {
    try {
      throw new AssertionError("no error, but " + use.getAsInt());
    } catch (Throwable e) {
      return e;
    }
  }
}
