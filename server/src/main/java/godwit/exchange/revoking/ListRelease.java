package godwit.exchange.revoking;

import static godwit.exchange.revoking.Store.await;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.payload.RoutingCode;
import godwit.domain.revocation.BlockWalk;
import godwit.domain.revocation.Exposed;
import godwit.domain.revocation.ExposedBlocks;
import godwit.domain.revocation.RecordHash;
import godwit.domain.revocation.RecordSet;
import godwit.domain.revocation.Sightings;
import godwit.store.revocation.ListedPortions;
import godwit.store.revocation.Withheld;
import godwit.store.revocation.Withholding;
import godwit.store.segment.Place;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The place on the list of one upload that a revocation has to do with.
///
/// An upload that revokes is listed as it came, and behind it, at the same moment, what it takes
/// off
/// the list for all readers and does not take back: exposures of the same payload and date of other
/// origins, or made later. Of an upload that was made before a revocation of its origin, what that
/// one
/// takes back is not listed.
/*
 * All that is listed is looked through, in steps, with nothing locked; then what has come since,
 * until that is little; then the list is locked for what came last and for the new places. Nothing
 * was changed before, so whatever happens the next run begins anew, and the row of `withheld` can
 * be settled only once.
 *
 * Of two uploads that were under way at the same time, one may not have seen that the other
 * revokes: no place is given before both have ended.
 */
final class ListRelease {
  private static final int CATCH_UPS = 16;
  /* Positions that are looked through with the list locked. */
  private static final long FEW = 16;
  private static final int DAYS_AHEAD = 1;

  private final SqlConnection connection;
  private final InstantSource clock;
  private final Withholding.Waiting waiting;
  private final Withheld upload;
  private final ListedPortions portions;
  private final ListScan scan;
  private final List<byte[]> again = new ArrayList<>();
  private List<Place> places = List.of();
  private LocalDate firstDay = LocalDate.MAX;
  private long revocations;

  ListRelease(
      SqlConnection connection,
      RoutingCode self,
      RecordHash hash,
      InstantSource clock,
      Withholding.Waiting waiting,
      BooleanSupplier stopping) {
    this.connection = connection;
    this.clock = clock;
    this.waiting = waiting;
    this.upload = waiting.upload();
    this.portions = new ListedPortions(upload.destination(), self);
    this.scan = new ListScan(connection, portions, hash, stopping);
  }

  /// What was done.
  ///
  /// @param again exposures that are listed again
  /// @param left exposures that are not listed
  record Done(long again, long left) {}

  /// Gives the upload its place.
  Done run() {
    places = await(Withholding.places(connection, upload));
    scan.over(places, new BlockWalk.Visitor() {
      @Override
      public boolean block(BlockHeader header) {
        if (!takesBack(header)) return false;
        revocations += header.count();
        LocalDate day = LocalDate.ofEpochDay(header.date()).minusDays(DAYS_AHEAD);
        if (day.isBefore(firstDay)) firstDay = day;
        return false;
      }

      @Override
      public void exposure(long record) {}
    });
    BitSet left = waiting.late() ? takenBack() : new BitSet();
    long seen = revocations > 0 ? catchUp() : 0;
    boolean whole = left.isEmpty() && (upload.applies() || !upload.revokes());
    return Store.inTransaction(connection, () -> place(left, whole, seen));
  }

  private Done place(BitSet left, boolean whole, long seen) {
    Optional<Withholding.Portion> listed = whole
        ? Optional.of(new Withholding.Portion(
            upload.attempt(), upload.day(), upload.segments(), upload.records(), upload.bytes()))
        : copy(left);
    await(Withholding.lockList(connection, upload));
    if (revocations > 0) look(seen, await(portions.last(connection)));
    BlocksWriter writer = new BlocksWriter(connection, upload.destination(), clock);
    again.forEach(writer::add);
    Optional<Withholding.Portion> second = writer.finish();
    await(Withholding.place(connection, waiting, listed, whole, second));
    return new Done(
        second.map(Withholding.Portion::records).orElse(0L),
        upload.records() - listed.map(Withholding.Portion::records).orElse(0L));
  }

  /* Revocations that count, of exposures that are listed as they come. */
  private boolean takesBack(BlockHeader header) {
    return header.isRevocation() && upload.applies() && header.kind() == BatchLayout.KIND_EXPOSURES;
  }

  /* Up to which position all was looked through. */
  private long catchUp() {
    long seen = 0;
    for (int round = 0; round < CATCH_UPS; round++) {
      long last = await(portions.last(connection));
      if (round > 0 && last - seen <= FEW) return seen;
      look(seen, last);
      seen = last;
    }
    return seen;
  }

  /* Whatever was placed since the last look is no revocation: nobody else gives places to those. */
  private void look(long behind, long last) {
    if (last <= behind) return;
    Passes passes = Passes.over(revocations);
    ExposedBlocks blocks = new ExposedBlocks(again::add);
    for (int pass = 0; pass < passes.count(); pass++) {
      int now = pass;
      RecordSet wanted = new RecordSet();
      Sightings sightings = new Sightings();
      Sightings.Batch own =
          new Sightings.Batch(Optional.of(upload.origin()), upload.createdMillis(), Long.MAX_VALUE);
      scan.over(places, new BlockWalk.Visitor() {
        @Override
        public boolean block(BlockHeader header) {
          return takesBack(header);
        }

        @Override
        public void exposure(long record) {
          if (!passes.isIn(now, record) || wanted.holds(record)) return;
          if (!wanted.add(record)) throw new IllegalStateException("a pass is full");
          sightings.add(record, own, scan.walk().exposed());
        }
      });
      scan.between(behind, last, firstDay, (record, piece, walk) -> {
        if (wanted.holds(record)) sightings.add(record, piece.batch(), walk.exposed());
      });
      for (Exposed each : sightings.counting(Long.MAX_VALUE)) blocks.add(each);
    }
    blocks.finish();
  }

  /* Which exposures of the upload its origin had taken back already, counted from 0. */
  private BitSet takenBack() {
    BitSet taken = new BitSet();
    List<ListedPortions.Piece> revoking =
        await(portions.revoking(connection, upload.origin(), upload.createdMillis()));
    List<Place> where = revoking.stream().map(ListedPortions.Piece::place).toList();
    Passes passes = Passes.over(count(where));
    for (int pass = 0; pass < passes.count(); pass++) {
      int now = pass;
      RecordSet latest = new RecordSet();
      scan.over(where, new Revocations() {
        @Override
        public void exposure(long record) {
          if (passes.isIn(now, record)) latest.add(record);
        }
      });
      int[] index = {0};
      scan.over(places, record -> {
        if (latest.holds(record) && !scan.walk().exposed().isRevocation()) taken.set(index[0]);
        index[0]++;
      });
    }
    return taken;
  }

  private long count(List<Place> where) {
    long[] count = {0};
    scan.over(where, new BlockWalk.Visitor() {
      @Override
      public boolean block(BlockHeader header) {
        if (header.isRevocation()) count[0] += header.count();
        return false;
      }

      @Override
      public void exposure(long record) {}
    });
    return count[0];
  }

  private interface Revocations extends BlockWalk.Visitor {
    @Override
    default boolean block(BlockHeader header) {
      return header.isRevocation();
    }
  }

  /* What may be listed of it, in new blocks. */
  private Optional<Withholding.Portion> copy(BitSet left) {
    BlocksWriter writer = new BlocksWriter(connection, upload.destination(), clock);
    ExposedBlocks blocks = new ExposedBlocks(writer::add);
    int[] index = {0};
    boolean[] revoking = {false};
    scan.over(places, _ -> {
      Exposed exposed = scan.walk().exposed();
      /* What stands behind a revocation has to stay behind it. */
      if (exposed.isRevocation() != revoking[0]) blocks.finish();
      revoking[0] = exposed.isRevocation();
      boolean carried = exposed.isRevocation() && !upload.applies();
      if (!left.get(index[0]) && !carried) blocks.add(exposed);
      index[0]++;
    });
    blocks.finish();
    return writer.finish();
  }
}
