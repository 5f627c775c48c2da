import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Compresses a file as {@code gzip -9n} does: Debian wants manual pages and changelogs so, and the
 * gzip of Ant neither compresses that well nor says in the header how it did.
 */
final class Compress {

  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 2, 3};

  private Compress() {}

  public static void main(String[] args) throws IOException {
    byte[] content = Files.readAllBytes(Path.of(args[0]));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(HEADER);
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try (DeflaterOutputStream body = new DeflaterOutputStream(out, deflater)) {
      body.write(content);
    } finally {
      deflater.end();
    }
    CRC32 checksum = new CRC32();
    checksum.update(content);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) checksum.getValue())
            .putInt(content.length)
            .array());
    Files.write(Path.of(args[1]), out.toByteArray());
  }
}
