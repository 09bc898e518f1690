package godwit.codec.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchSink;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.ContactCursor;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Pieces;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.payload.DiagnosticCode;
import godwit.codec.payload.StructuralCheck;
import java.util.Arrays;

/// Any bytes as a document of contact events: whole and in pieces the same is said of them, and
/// what is read becomes octets that a decoder passes, whose records are whole and their sections
/// framed well.
///
/// The first byte of the input is the size of the pieces.
public class ContactJsonFuzzTest {
  @FuzzTest
  void keepsWhatItPromises(byte[] input) {
    check(input);
  }

  /// What the fuzzer calls with inputs of its own.
  public static final class Target {
    private Target() {}

    public static void fuzzerTestOneInput(byte[] input) {
      check(input);
    }
  }

  /// Throws where a promise is broken.
  static void check(byte[] input) {
    if (input.length == 0) return;
    int size = 1 + (input[0] & 0xFF);
    byte[] document = Arrays.copyOfRange(input, 1, input.length);
    String whole = ReadDocument.refusalOfContacts(document, Integer.MAX_VALUE);
    assertEquals(whole, ReadDocument.refusalOfContacts(document, size));
    if (!whole.equals("none")) return;
    ReadDocument read = ReadDocument.ofContacts(document, size);
    byte[] octets = read.octets.toByteArray();
    Records records = new Records();
    BatchDecoder decoder = new BatchDecoder(records, Pieces.unbounded());
    assertEquals(octets.length, decoder.feed(octets, 0, octets.length));
    decoder.end();
    decoder.release();
    assertArrayEquals(read.digest, records.digest);
    assertEquals(read.end.orElseThrow().total(), records.count);
  }

  /// Walks the records that a decoder passes.
  private static final class Records implements BatchSink {
    private final ContactCursor contacts = new ContactCursor();
    private long count;
    private byte[] digest = new byte[0];

    @Override
    public void preamble(Preamble preamble) {}

    @Override
    public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
      contacts.wrap(bytes, offset, header);
      while (contacts.next()) {
        count++;
        assertTrue(contacts.isWhole());
        int sections = contacts.sectionsOffset();
        DiagnosticCode fault =
            StructuralCheck.firstSectionFault(bytes, sections, contacts.sectionsLength());
        /* A section's own code or data may be one that no section can have: that is judged. */
        assertTrue(fault != DiagnosticCode.TLV_TRUNCATED);
      }
      return false;
    }

    @Override
    public void segment(Segment segment) {
      throw new AssertionError("no block is kept");
    }

    @Override
    public void end(EndBlock end, byte[] proven) {
      digest = proven;
    }
  }
}
