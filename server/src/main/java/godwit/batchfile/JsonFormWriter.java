package godwit.batchfile;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.codec.json.BatchJsonWriter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Writes a batch as JSON. Venue exposures come last in a document, so their blocks wait in a
/// temporary file, whatever their number: only its owner can read it, and it goes with this object.
final class JsonFormWriter implements FormWriter {
  private final OutputStream out;
  private Optional<BatchJsonWriter> writer = Optional.empty();
  private Optional<Waiting> venues = Optional.empty();
  private Optional<Preamble> begun = Optional.empty();
  private Optional<EndBlock> ended = Optional.empty();

  JsonFormWriter(OutputStream out) {
    this.out = out;
  }

  private record Waiting(Path file, OutputStream out) {
    static Waiting begin() throws IOException {
      Path file = Files.createTempFile("godwit-venues", ".blocks");
      return new Waiting(file, new BufferedOutputStream(Files.newOutputStream(file)));
    }
  }

  @Override
  public void preamble(Preamble preamble) {
    begun = Optional.of(preamble);
    writing(() -> writer = Optional.of(new BatchJsonWriter(preamble, out)));
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    writing(() -> {
      if (header.kind() == KIND_VENUE) {
        if (venues.isEmpty()) venues = Optional.of(Waiting.begin());
        venues.get().out().write(bytes, offset, header.blockBytes());
      } else {
        writer.orElseThrow().block(header, bytes, offset);
      }
    });
    return false;
  }

  @Override
  public void segment(Segment segment) {
    throw new IllegalStateException("no block is kept");
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    ended = Optional.of(end);
    writing(() -> {
      if (venues.isPresent()) venues(venues.get());
      writer.orElseThrow().finish();
    });
  }

  @Override
  public Optional<Preamble> begun() {
    return begun;
  }

  @Override
  public Optional<EndBlock> ended() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    if (venues.isEmpty()) return;
    try {
      venues.get().out().close();
    } finally {
      Files.deleteIfExists(venues.get().file());
    }
  }

  private void venues(Waiting waiting) throws IOException {
    waiting.out().flush();
    byte[] block = new byte[BatchLayout.MAX_BLOCK_BYTES];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(waiting.file()))) {
      while (in.readNBytes(block, 0, HEADER_BYTES) == HEADER_BYTES) {
        BlockHeader header = BlockHeader.read(block, 0);
        in.readNBytes(block, HEADER_BYTES, header.blockBytes() - HEADER_BYTES);
        writer.orElseThrow().block(header, block, 0);
      }
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private static void writing(Step step) {
    try {
      step.run();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
