package godwit.list;

import godwit.store.outgoing.ClosedPage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Closed pages in memory: those that were asked for last, as many as fit.
///
/// One a node, used from any thread.
final class PageMemory {
  private final Map<Place, ClosedPage> pages = new LinkedHashMap<>(16, 0.75f, true);
  private final long mostBytes;
  private long bytes;

  /// @param stream a list, or a part of one with cursors of its own
  private record Place(int stream, long sequence) {}

  PageMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  synchronized Optional<ClosedPage> find(int stream, long sequence) {
    return Optional.ofNullable(pages.get(new Place(stream, sequence)));
  }

  /// Keeps a page, in place of those that nobody has asked for in longest; not one that is larger
  /// than all that may be kept.
  synchronized void keep(int stream, ClosedPage page) {
    if (page.bytes().length() > mostBytes) return;
    ClosedPage before = pages.put(new Place(stream, page.sequence()), page);
    if (before != null) bytes -= before.bytes().length();
    bytes += page.bytes().length();
    Iterator<ClosedPage> oldest = pages.values().iterator();
    while (bytes > mostBytes) {
      bytes -= oldest.next().bytes().length();
      oldest.remove();
    }
  }

  /// Forgets the pages of a stream before this one: what is forgotten is so everywhere.
  synchronized void forgetBefore(int stream, long first) {
    pages.entrySet().removeIf(entry -> {
      boolean gone = entry.getKey().stream() == stream && entry.getKey().sequence() < first;
      if (gone) bytes -= entry.getValue().bytes().length();
      return gone;
    });
  }

  synchronized long bytes() {
    return bytes;
  }
}
