package godwit.intake;

import godwit.codec.batch.BatchDecoder;
import godwit.codec.batch.BatchWriter;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.domain.OutbreakWindow;
import godwit.domain.Receipt;
import godwit.store.Connections;
import godwit.store.cases.EventIds;
import godwit.store.cases.Permissions.Permission;
import godwit.store.held.HeldBlocks;
import godwit.store.held.HeldKeys;
import godwit.store.held.HeldUpload;
import godwit.store.held.HeldUploads;
import godwit.store.held.Outbreaks;
import godwit.store.segment.Place;
import godwit.store.segment.SegmentBytes;
import godwit.store.segment.SegmentIndex;
import godwit.store.segment.Stretch;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Releases what is held of subjects that a case is bound to, and what an outbreak at a venue
/// covers:
/// on an event loop of its own, with the steps that an upload under the case goes through.
/*
 * A held upload is opened, and read as a contact batch whose id is that of its attempt. Where a
 * case is bound to its subject its row goes in the commit of what became of it, so that a second
 * release, or one after a crash, finds none. Where an outbreak covers it, it stays for others, and
 * the batch's key in the outbreak's case is what makes a second release the same. What fails is
 * looked at again later; the others are not kept waiting by it.
 */
public final class HeldRelease extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(HeldRelease.class);
  private static final int CONNECTIONS = 2;
  private static final long LOOK_MILLIS = 2_000;
  private static final int MOST_FAILED = 64;
  private static final int FAILED_LOOKS = 30;

  private final IntakeContext node;
  private final HeldKeys keys;
  private final PgConnectOptions database;
  private final List<UUID> failed = new ArrayList<>();
  private int looks;

  public HeldRelease(IntakeContext node, HeldKeys keys, PgConnectOptions database) {
    this.node = node;
    this.keys = keys;
    this.database = database;
  }

  @Override
  public Future<?> start() {
    Pool pool = Connections.pool(vertx, database, CONNECTIONS);
    IntakeLoop loop = IntakeLoop.of(node, vertx, pool);
    look(loop);
    return Future.succeededFuture();
  }

  private void look(IntakeLoop loop) {
    if (++looks % FAILED_LOOKS == 0) failed.clear();
    HeldUploads.next(loop.pool(), failed)
        .map(due -> due.map(Release::of))
        .compose(bound -> bound.isPresent()
            ? Future.succeededFuture(bound)
            : Outbreaks.next(loop.pool(), failed).map(due -> due.map(Release::of)))
        .compose(due -> due.map(each -> release(loop, each).map(true))
            .orElseGet(() -> Future.succeededFuture(false)))
        .onComplete(done -> {
          if (done.failed()) LOG.debug("what is held waits", done.cause());
          if (done.succeeded() && done.result()) look(loop);
          else vertx.setTimer(LOOK_MILLIS, _ -> look(loop));
        });
  }

  /* What is read, under which permission, and what of it counts: all, where it is a case's. */
  private record Release(
      HeldUpload upload, Permission permission, Optional<OutbreakWindow> outbreak) {
    static Release of(HeldUploads.Due due) {
      return new Release(due.upload(), due.permission(), Optional.empty());
    }

    static Release of(Outbreaks.Due due) {
      return new Release(due.upload(), due.permission(), Optional.of(due.window()));
    }
  }

  private Future<Void> release(IntakeLoop loop, Release due) {
    HeldUpload upload = due.upload();
    Optional<SecretKey> key = keys.key(upload.subject(), upload.day());
    if (key.isEmpty()) return give(upload, "its key is forgotten");
    return opened(loop, upload, new HeldBlocks(key.get(), upload.attempt()))
        .compose(blocks -> blocks
            .map(all -> take(loop, due, all))
            .orElseGet(() -> give(upload, "it does not open")))
        .recover(fault -> give(upload, fault.getClass().getSimpleName()));
  }

  private Future<Void> give(HeldUpload upload, String why) {
    if (failed.size() < MOST_FAILED) failed.add(upload.attempt());
    LOG.warn("a held upload of {} events is not released: {}", upload.records(), why);
    return Future.succeededFuture();
  }

  private static Future<Optional<List<byte[]>>> opened(
      IntakeLoop loop, HeldUpload upload, HeldBlocks seal) {
    return SegmentIndex.places(loop.pool(), upload.day(), upload.attempt(), upload.destination())
        .compose(places -> {
          List<byte[]> blocks = new ArrayList<>();
          Future<Void> read = Future.succeededFuture();
          for (Stretch stretch : Stretch.of(places)) {
            read = read.compose(_ -> SegmentBytes.KEPT.read(loop.pool(), stretch))
                .map(boxes -> {
                  for (int index = 0; index < boxes.size(); index++) {
                    Place place = stretch.places().get(index);
                    seal.open(place.ordinal(), boxes.get(index).getBytes()).ifPresent(blocks::add);
                  }
                  return null;
                });
          }
          return read.map(_ -> blocks.size() == upload.segments()
              ? Optional.of(blocks)
              : Optional.<List<byte[]>>empty());
        });
  }

  private Future<Void> take(IntakeLoop loop, Release due, List<byte[]> blocks) {
    Permission permission = due.permission();
    byte[] batch = batch(due.upload(), blocks);
    return EventIds.of(loop.pool(), permission.caseId(), 0)
        .map(known -> new ContactIntake.Arrival(
            permission.id(),
            permission.caseId(),
            permission.ground(),
            known,
            false,
            due.outbreak().isPresent() ? Optional.empty() : Optional.of(due.upload()),
            due.outbreak()))
        .compose(arrival -> UploadPump.run(
            loop,
            UploadSource.RELEASED,
            new StoredBody(Buffer.buffer(batch)),
            false,
            BatchDecoder::new,
            (segments, _) -> new ContactIntake(loop, arrival, segments)))
        .compose(outcome -> switch (outcome) {
          case Outcome.Stored(Receipt receipt) -> done(loop, due, receipt);
          case Outcome.NothingAccepted(Receipt receipt) -> done(loop, due, receipt);
          case Outcome.Conflict _, Outcome.Refused _, Outcome.TryLater _ ->
            give(due.upload(), outcome.getClass().getSimpleName());
        });
  }

  private static Future<Void> done(IntakeLoop loop, Release due, Receipt receipt) {
    if (due.outbreak().isEmpty()) return Future.succeededFuture();
    long released =
        receipt.sharing().map(each -> each.shared() + each.waiting()).orElse(0L);
    return Outbreaks.read(loop.pool(), due.permission().caseId(), due.upload().attempt(), released);
  }

  private byte[] batch(HeldUpload upload, List<byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      BatchWriter writer = new BatchWriter(
          new Preamble(
              Magic.CONTACTS,
              0,
              upload.attempt(),
              upload.app(),
              upload.app(),
              node.clock().millis()),
          out);
      for (byte[] block : blocks) writer.block(block);
      writer.finish();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }
}
