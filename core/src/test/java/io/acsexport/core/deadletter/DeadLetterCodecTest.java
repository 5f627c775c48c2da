package io.acsexport.core.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DeadLetterCodecTest {

  static final DeadLetter LETTER =
      new DeadLetter(
          "main",
          new SpoolItem.Entry((7L << 40) + 3, 1_700_000_000_123L, new byte[] {1, 0, -1, 127}),
          new Failure(FailureCode.MESSAGE_TOO_LARGE, "6 MiB, größer als 1 MiB", "Raise it."),
          3,
          Instant.parse("2026-11-23T10:00:00.001Z"),
          Instant.parse("2026-11-23T10:00:05.999Z"));

  @Test
  void aDeadLetterComesBackAsItWas() throws IOException {
    DeadLetter back = DeadLetterCodec.decode(DeadLetterCodec.encode(LETTER));
    assertThat(back).usingRecursiveComparison().isEqualTo(LETTER);
  }

  @Test
  void theFormDoesNotChange() {
    byte[] encoded =
        DeadLetterCodec.encode(
            new DeadLetter(
                "b",
                new SpoolItem.Entry(2, 3, new byte[] {9}),
                new Failure(FailureCode.POISON, "d", "r"),
                1,
                Instant.ofEpochMilli(4),
                Instant.ofEpochMilli(5)));
    assertThat(HexFormat.of().formatHex(encoded))
        .isEqualTo(
            "010000000162"
                + "02000000080000000000000002"
                + "03000000080000000000000003"
                + "040000000109"
                + "0500000006504f49534f4e"
                + "060000000164"
                + "070000000172"
                + "08000000080000000000000001"
                + "09000000080000000000000004"
                + "0a000000080000000000000005");
  }

  @Test
  void fieldsOfANewerVersionAreSteppedOver() throws IOException {
    byte[] known = DeadLetterCodec.encode(LETTER);
    byte[] newer = Arrays.copyOf(known, known.length + 8);
    System.arraycopy(new byte[] {(byte) 200, 0, 0, 0, 3, 1, 2, 3}, 0, newer, known.length, 8);
    assertThat(DeadLetterCodec.decode(newer)).usingRecursiveComparison().isEqualTo(LETTER);
  }

  @Test
  void aCodeOfANewerVersionIsKeptInTheDetail() throws IOException {
    byte[] encoded = DeadLetterCodec.encode(LETTER);
    byte[] code = "MESSAGE_TOO_LARGE".getBytes(StandardCharsets.UTF_8);
    int at = new String(encoded, StandardCharsets.ISO_8859_1).indexOf("MESSAGE_TOO_LARGE");
    Arrays.fill(encoded, at, at + code.length, (byte) 'X');

    Failure failure = DeadLetterCodec.decode(encoded).failure();
    assertThat(failure.code()).isEqualTo(FailureCode.UNCLASSIFIED);
    assertThat(failure.detail()).isEqualTo("X".repeat(17) + ": 6 MiB, größer als 1 MiB");
  }

  @Test
  void whatIsCutOffAnywhereIsRefused() {
    byte[] encoded = DeadLetterCodec.encode(LETTER);
    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> DeadLetterCodec.decode(cut))
          .as("cut at %s", length)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("dead letter: ");
    }
  }

  @Test
  void theLongestFailureFitsIntoTheOverhead() {
    String longest = "\u20ac".repeat(Failure.MAX_DETAIL * 2);
    DeadLetter letter =
        new DeadLetter(
            "d".repeat(255),
            new SpoolItem.Entry(1, 1, new byte[0]),
            new Failure(FailureCode.TARGET_NAME_INVALID, longest, longest),
            Integer.MAX_VALUE,
            Instant.EPOCH,
            Instant.EPOCH);
    assertThat(DeadLetterCodec.encode(letter).length).isLessThan(DeadLetterCodec.OVERHEAD);
  }
}
