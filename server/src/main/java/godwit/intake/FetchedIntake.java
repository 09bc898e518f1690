package godwit.intake;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Segment;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Reason;
import godwit.domain.Receipt;
import godwit.domain.Refusal;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;

/// A batch that was fetched: once its preamble says whom it is for, it is judged as if it had been
/// posted to that one's plain path.
final class FetchedIntake implements Intake {
  private final LoopContext loop;
  private final Directory.Peer caller;
  private final int destination;
  private final Ingest ingest;
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<ExposureIntake> intake = Optional.empty();

  /// @param caller the peer whose connection it comes by
  /// @param destination the row of this authority
  FetchedIntake(LoopContext loop, Directory.Peer caller, int destination, Ingest ingest) {
    this.loop = loop;
    this.caller = caller;
    this.destination = destination;
    this.ingest = ingest;
  }

  /// What the batch says of itself, if it came as far as that.
  Optional<Preamble> preamble() {
    return preamble;
  }

  @Override
  public void preamble(Preamble read) {
    preamble = Optional.of(read);
    if (!(loop.node().directory().resolve(read.destination()) instanceof Resolution.Own)) {
      throw Refusal.at(
          Reason.DESTINATION_MISMATCH, 28, "it is for " + read.destination() + ", not for us");
    }
    String path = "/exposure/" + read.destination().path();
    ExposureIntake begun = new ExposureIntake(
        loop,
        new ExposureIntake.Address(
            caller,
            read.destination(),
            OptionalLong.empty(),
            path,
            destination,
            destination,
            false,
            false),
        ingest);
    intake = Optional.of(begun);
    begun.preamble(read);
  }

  @Override
  public boolean block(int index, BlockHeader header, byte[] bytes, int offset) {
    return intake.orElseThrow().block(index, header, bytes, offset);
  }

  @Override
  public void segment(Segment segment) {
    intake.orElseThrow().segment(segment);
  }

  @Override
  public void end(EndBlock end, byte[] digest) {
    intake.orElseThrow().end(end, digest);
  }

  @Override
  public boolean isFull() {
    return intake.map(ExposureIntake::isFull).orElse(false);
  }

  @Override
  public boolean isSettled() {
    return intake.map(ExposureIntake::isSettled).orElse(true);
  }

  @Override
  public Future<Receipt> commit() {
    return intake.orElseThrow().commit();
  }

  @Override
  public void close() {
    intake.ifPresent(ExposureIntake::close);
  }
}
