package io.acsexport.core.deadletter;

import io.acsexport.core.spool.SpoolItem;
import io.acsexport.transport.Failure;
import io.acsexport.transport.FailureCode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The form of a dead letter in its log: a sequence of fields, each a tag of one byte, a length of
 * four, and that many bytes. Numbers are eight bytes, texts UTF-8. The event itself lies in it as
 * it lay in the spool.
 *
 * <p>A reader steps over tags that it does not know, so an older version reads what a newer one
 * wrote; a failure code that it does not know it gives as {@link FailureCode#UNCLASSIFIED}. Never
 * give a number a new meaning; tag 0 stays unused.
 *
 * <p>Stateless and thread-safe.
 */
final class DeadLetterCodec {

  /** What an entry needs at most beside the event: the texts of a failure are bounded. */
  static final int OVERHEAD = 16 << 10;

  private static final int DESTINATION = 1;
  private static final int SEQUENCE = 2;
  private static final int ACCEPTED = 3;
  private static final int PAYLOAD = 4;
  private static final int CODE = 5;
  private static final int DETAIL = 6;
  private static final int REMEDY = 7;
  private static final int ATTEMPTS = 8;
  private static final int FIRST_ATTEMPT = 9;
  private static final int FAILED_AT = 10;

  private DeadLetterCodec() {}

  static byte[] encode(DeadLetter letter) {
    SpoolItem.Entry entry = letter.record();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.payload().length + 512);
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      put(out, DESTINATION, letter.destination());
      put(out, SEQUENCE, entry.sequence());
      put(out, ACCEPTED, entry.acceptedMillis());
      put(out, PAYLOAD, entry.payload());
      put(out, CODE, letter.failure().code().name());
      put(out, DETAIL, letter.failure().detail());
      put(out, REMEDY, letter.failure().remedy());
      put(out, ATTEMPTS, letter.attempts());
      put(out, FIRST_ATTEMPT, letter.firstAttempt().toEpochMilli());
      put(out, FAILED_AT, letter.failedAt().toEpochMilli());
    } catch (IOException impossible) {
      throw new UncheckedIOException("writing to memory failed", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a dead letter back.
   *
   * @throws IOException when a field is cut off, malformed or missing
   */
  static DeadLetter decode(byte[] encoded) throws IOException {
    Fields fields = new Fields();
    try {
      ByteBuffer in = ByteBuffer.wrap(encoded);
      while (in.hasRemaining()) {
        int tag = in.get() & 0xff;
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
          throw new IOException("dead letter: field " + tag + " is longer than the entry");
        }
        byte[] value = new byte[length];
        in.get(value);
        fields.take(tag, value);
      }
    } catch (BufferUnderflowException cut) {
      throw new IOException(
          "dead letter: an entry of " + encoded.length + " bytes is cut off", cut);
    }
    return fields.letter();
  }

  private static void put(DataOutputStream out, int tag, String text) throws IOException {
    put(out, tag, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void put(DataOutputStream out, int tag, long number) throws IOException {
    put(out, tag, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private static void put(DataOutputStream out, int tag, byte[] value) throws IOException {
    out.writeByte(tag);
    out.writeInt(value.length);
    out.write(value);
  }

  /** The fields met so far. */
  private static final class Fields {
    private final Map<Integer, byte[]> values = new HashMap<>();

    void take(int tag, byte[] value) {
      values.put(tag, value);
    }

    DeadLetter letter() throws IOException {
      String code = text(CODE);
      Failure failure =
          new Failure(FailureCode.UNCLASSIFIED, code + ": " + text(DETAIL), text(REMEDY));
      for (FailureCode known : FailureCode.values()) {
        if (known.name().equals(code)) {
          failure = new Failure(known, text(DETAIL), text(REMEDY));
        }
      }
      return new DeadLetter(
          text(DESTINATION),
          new SpoolItem.Entry(number(SEQUENCE), number(ACCEPTED), value(PAYLOAD)),
          failure,
          Math.toIntExact(number(ATTEMPTS)),
          Instant.ofEpochMilli(number(FIRST_ATTEMPT)),
          Instant.ofEpochMilli(number(FAILED_AT)));
    }

    private String text(int tag) throws IOException {
      return new String(value(tag), StandardCharsets.UTF_8);
    }

    private long number(int tag) throws IOException {
      byte[] value = value(tag);
      if (value.length != Long.BYTES) {
        throw new IOException("dead letter: field " + tag + " is no number");
      }
      return ByteBuffer.wrap(value).getLong();
    }

    private byte[] value(int tag) throws IOException {
      byte[] value = values.get(tag);
      if (value == null) {
        throw new IOException("dead letter: field " + tag + " is missing");
      }
      return value;
    }
  }
}
