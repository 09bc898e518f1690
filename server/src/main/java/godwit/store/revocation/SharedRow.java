package godwit.store.revocation;

import godwit.store.Columns;
import godwit.store.cases.CaseCipher;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlConnection;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;

/// What one upload of a case has shared with one destination, and has left: sealed.
///
/// - shape: `u8 form`, then of form 1 the 16 bytes of the attempt whose segments it is; of form 2
/// whole
///   blocks
/// - units: see [CaseCipher]
/// - errors: [IllegalStateException] where the form is none of these
/// - source: docs/privacy.md
///
/// @param day partition of its segments, or on which it left
public record SharedRow(UUID caseId, int destination, LocalDate day, byte[] sealed) {
  private static final byte SEGMENTS = 1;
  private static final byte BLOCKS = 2;
  private static final int ID_BYTES = 16;

  private static final String INSERT = """
      insert into shared (case_id, destination_id, day, value)
      select * from unnest($1::uuid[], $2::int[], $3::date[], $4::bytea[])""";

  /// What was sealed.
  public sealed interface Content {
    /// All segments of an attempt for the destination: it left as it came.
    record Segments(UUID attempt) implements Content {}

    /// The blocks themselves: it left among others.
    record Blocks(Buffer blocks) implements Content {}
  }

  /// A row whose segments stay where they are.
  public static SharedRow ofSegments(
      UUID caseId, byte[] key, int destination, LocalDate day, UUID attempt) {
    Buffer open = Buffer.buffer(1 + ID_BYTES)
        .appendByte(SEGMENTS)
        .appendLong(attempt.getMostSignificantBits())
        .appendLong(attempt.getLeastSignificantBits());
    return new SharedRow(caseId, destination, day, new CaseCipher(key).seal(open.getBytes()));
  }

  /// A row of blocks that are kept with it.
  public static SharedRow ofBlocks(
      UUID caseId, byte[] key, int destination, LocalDate day, Buffer blocks) {
    Buffer open = Buffer.buffer(1 + blocks.length()).appendByte(BLOCKS).appendBuffer(blocks);
    return new SharedRow(caseId, destination, day, new CaseCipher(key).seal(open.getBytes()));
  }

  /// What a row says to who has the key of its case.
  static Content open(byte[] key, Buffer sealed) {
    Buffer open = Buffer.buffer(new CaseCipher(key).open(sealed.getBytes()));
    return switch (open.getByte(0)) {
      case SEGMENTS ->
        new Content.Segments(new UUID(open.getLong(1), open.getLong(1 + Long.BYTES)));
      case BLOCKS -> new Content.Blocks(open.slice(1, open.length()));
      default -> throw new IllegalStateException("form=" + open.getByte(0));
    };
  }

  /// Keeps rows, in the transaction with which they leave.
  public static Future<Void> insert(SqlConnection connection, List<SharedRow> rows) {
    if (rows.isEmpty()) return Future.succeededFuture();
    Columns columns =
        Columns.of(rows.size(), UUID.class, Integer.class, LocalDate.class, Buffer.class);
    for (SharedRow row : rows) {
      columns.row(row.caseId(), row.destination(), row.day(), Buffer.buffer(row.sealed()));
    }
    return connection.preparedQuery(INSERT).execute(columns.tuple()).mapEmpty();
  }

  @Override
  public String toString() {
    return "SharedRow[destination=" + destination + "]";
  }
}
