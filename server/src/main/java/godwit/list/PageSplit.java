package godwit.list;

import static godwit.codec.batch.BatchLayout.HEADER_BYTES;
import static godwit.codec.batch.BatchLayout.KIND_VENUE;
import static godwit.codec.batch.BatchLayout.PREAMBLE_BYTES;

import godwit.codec.batch.BatchLayout;
import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Digest;
import godwit.codec.batch.EndBlock;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.codec.payload.RoutingCode;
import godwit.store.list.Partition;
import godwit.store.list.PartitionTable;
import godwit.store.outgoing.PageBlocks;
import godwit.store.segment.Slice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Pages of the whole list, sorted out by partition: each block goes whole to that of its payloads,
/// and one of venues to the list of venues as well. Their order stays. No block is read: its header
/// says where it belongs, its hash is what a digest is made of, and a page names its place.
///
/// - shape: a page of a partition is a batch of magic `HIL1`, as one of the whole list is
/// - units: none
/// - errors: none: the blocks of a closed page were checked when they came
/// - source: docs/protocol.md, "Partitions"
final class PageSplit {
  /// At which a page of a partition ends, unless one block has more.
  static final int PAGE_BYTES = 1 << 20;

  private final RoutingCode self;
  private final boolean families;
  private final UnaryOperator<RoutingCode> served;
  private final Function<byte[], Optional<EndBlock.Signature>> signer;
  private final Map<Partition, List<Part>> parts = new LinkedHashMap<>();

  /// @param families whether there are partitions by family; else there is the list of venues alone
  /// @param served the code of this node that answers for another
  /// @param signer signs a digest, if this node has a key
  PageSplit(
      RoutingCode self,
      boolean families,
      UnaryOperator<RoutingCode> served,
      Function<byte[], Optional<EndBlock.Signature>> signer) {
    this.self = self;
    this.families = families;
    this.served = served;
    this.signer = signer;
  }

  /* A block, and what is known of the page that it stands in. */
  private record Part(long page, long created, PageBlocks.Block block) {
    int length() {
      return block.place().length();
    }
  }

  /// Sorts the blocks of the next page.
  ///
  /// @param page its sequence in the whole list
  /// @param created when it was, in milliseconds
  void add(long page, long created, List<PageBlocks.Block> blocks) {
    for (PageBlocks.Block block : blocks) {
      BlockHeader header = block.header();
      Part part = new Part(page, created, block);
      if (families) {
        add(Partition.of(served.apply(header.routing()), header.payloadType()), part);
      }
      if (header.kind() == KIND_VENUE) add(Partition.venues(self), part);
    }
  }

  /// The pages that the partitions get.
  Map<Partition, List<PartitionTable.Made>> made() {
    Map<Partition, List<PartitionTable.Made>> made = new LinkedHashMap<>();
    parts.forEach((partition, blocks) -> made.put(partition, pages(blocks)));
    return made;
  }

  private void add(Partition partition, Part part) {
    parts.computeIfAbsent(partition, _ -> new ArrayList<>()).add(part);
  }

  private List<PartitionTable.Made> pages(List<Part> blocks) {
    List<PartitionTable.Made> pages = new ArrayList<>();
    int first = 0;
    int bytes = PREAMBLE_BYTES + HEADER_BYTES + BatchLayout.END_SIGNED_BYTES;
    int taken = bytes;
    for (int index = 0; index < blocks.size(); index++) {
      int more = blocks.get(index).length();
      boolean full = taken + more > PAGE_BYTES || index - first == BatchLayout.MAX_BLOCKS;
      if (full && index > first) {
        pages.add(page(blocks.subList(first, index)));
        first = index;
        taken = bytes;
      }
      taken += more;
    }
    pages.add(page(blocks.subList(first, blocks.size())));
    return pages;
  }

  /* Created when the last of the pages was that it has blocks of. */
  private PartitionTable.Made page(List<Part> parts) {
    long created = parts.getLast().created();
    Preamble preamble = new Preamble(Magic.LIST, 0, UUID.randomUUID(), self, self, created);
    Digest digest = new Digest(preamble);
    List<Slice> slices = new ArrayList<>();
    long records = 0;
    for (Part part : parts) {
      PageBlocks.Block block = part.block();
      digest.hashes(block.hash(), 0, Digest.BYTES);
      Slice.add(slices, block.place());
      records += block.header().count();
    }
    byte[] proof = digest.finish();
    return new PartitionTable.Sliced(
        preamble,
        parts.getFirst().page(),
        records,
        slices,
        new EndBlock(records, proof, signer.apply(proof)));
  }
}
