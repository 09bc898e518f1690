package godwit.intake;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Preamble;
import godwit.codec.batch.Preamble.Field;
import godwit.codec.batch.Segment;
import godwit.domain.Directory;
import godwit.domain.Directory.Resolution;
import godwit.domain.Place;
import godwit.domain.Problem;
import godwit.domain.ProblemType;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A batch that was fetched: once its preamble says whom it is for, it is judged as if it had been
/// posted to that authority's plain path.
final class FetchedIntake implements Intake {
  private final IntakeLoop loop;
  private final Directory.Peer caller;
  private final int destination;
  private final SegmentSink segments;
  private final Supplier<Optional<String>> blockPointer;
  private final Consumer<Preamble> seen;
  private Optional<Problem> refusal = Optional.empty();
  private Optional<ExposureIntake> intake = Optional.empty();

  /// @param caller the peer whose connection it comes by
  /// @param destination the row of this authority
  /// @param seen takes what the batch says of itself, before it is judged
  FetchedIntake(
      IntakeLoop loop,
      Directory.Peer caller,
      int destination,
      SegmentSink segments,
      Supplier<Optional<String>> blockPointer,
      Consumer<Preamble> seen) {
    this.loop = loop;
    this.caller = caller;
    this.destination = destination;
    this.segments = segments;
    this.blockPointer = blockPointer;
    this.seen = seen;
  }

  @Override
  public Optional<Problem> refusal() {
    return refusal.or(() -> intake.flatMap(ExposureIntake::refusal));
  }

  /// Whether it was refused for a key that is not known yet.
  boolean awaitsKey() {
    return intake.filter(ExposureIntake::awaitsKey).isPresent();
  }

  @Override
  public void preamble(Preamble read) {
    seen.accept(read);
    if (!(loop.node().directory().resolve(read.destination()) instanceof Resolution.Own)) {
      refusal = Optional.of(new Problem(
          ProblemType.DESTINATION_MISMATCH,
          Place.of(Field.DESTINATION, false),
          "it is for " + read.destination() + ", which is not served here"));
      throw new Stop();
    }
    ExposureIntake begun = new ExposureIntake(
        loop,
        new ExposureIntake.Arrival(
            caller,
            read.destination(),
            OptionalLong.empty(),
            new ExposureIntake.Way.Kept(destination),
            false),
        segments,
        blockPointer);
    intake = Optional.of(begun);
    begun.preamble(read);
  }

  @Override
  public boolean isReady(int index, BlockHeader header) {
    return intake.orElseThrow().isReady(index, header);
  }

  @Override
  public void hashed(byte[] hash) {
    intake.orElseThrow().hashed(hash);
  }

  @Override
  public void release() {
    intake.ifPresent(ExposureIntake::release);
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
  public Future<Outcome> commit() {
    return intake.orElseThrow().commit();
  }
}
