package io.acsexport.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InputTest {

  @Test
  void linesAreNumberedAndTheLastNeedsNoEnd() throws IOException {
    LineReader lines = new LineReader(new ByteArrayInputStream("a\n\nbc".getBytes(UTF_8)), 10);

    assertThat(lines.next()).isTrue();
    assertThat(lines.bytes()).asString().isEqualTo("a");
    assertThat(lines.next()).isTrue();
    assertThat(lines.bytes()).isEmpty();
    assertThat(lines.next()).isTrue();
    assertThat(lines.bytes()).asString().isEqualTo("bc");
    assertThat(lines.number()).isEqualTo(3);
    assertThat(lines.next()).isFalse();
  }

  @Test
  void aLineOverTheBoundIsReadToItsEndAndNotKept() throws IOException {
    LineReader lines = new LineReader(new ByteArrayInputStream("12345\n1234\n".getBytes(UTF_8)), 4);

    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isTrue();
    assertThat(lines.bytes()).hasSize(4);
    assertThat(lines.next()).isTrue();
    assertThat(lines.tooLong()).isFalse();
    assertThat(lines.number()).isEqualTo(2);
  }

  @Test
  void allBytesOfStandardInputArriveInOrder() throws IOException {
    byte[] bytes = new byte[1_000_003];
    new Random(7).nextBytes(bytes);

    assertThat(new InterruptibleInput(new ByteArrayInputStream(bytes)).readAllBytes())
        .isEqualTo(bytes);
  }

  @Test
  void aReadOfStandardInputThatWaitsCanBeInterrupted() throws IOException {
    try (PipedInputStream silent = new PipedInputStream(new PipedOutputStream());
        InputStream input = new InterruptibleInput(silent)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(input::read).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aFailureToReadStandardInputIsPassedOn() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("unplugged");
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };

    assertThatThrownBy(() -> new InterruptibleInput(broken).read()).hasMessage("unplugged");
  }
}
