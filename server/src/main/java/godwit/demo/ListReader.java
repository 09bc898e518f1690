package godwit.demo;

import godwit.codec.batch.BlockHeader;
import godwit.codec.batch.Magic;
import godwit.codec.batch.Preamble;
import godwit.phone.AuthorityClient;
import godwit.phone.ListPages;
import godwit.time.TimeSource;
import java.io.IOException;

/// Reads one country's exposure list page after page, and compares it with what the country's
/// phones had sent out.
///
/// All phones of a country share one download, as a cache in front of the server would give them.
final class ListReader {
  private final Country home;
  private final Ledger ledger;
  private final ListPages pages;

  ListReader(Country home, AuthorityClient server, Ledger ledger) {
    this.home = home;
    this.ledger = ledger;
    this.pages = new ListPages(server, new Comparison());
  }

  /// Reads all that is there now.
  void catchUp() throws IOException {
    try {
      pages.catchUp();
    } catch (IOException failed) {
      throw new IOException("the list of " + home.text() + ": " + failed.getMessage(), failed);
    }
  }

  private final class Comparison implements ListPages.Entries {
    private long nanos;

    @Override
    public void page(Preamble preamble) {
      nanos = TimeSource.system().nanoTime();
      boolean sound = preamble.magic() == Magic.LIST
          && preamble.origin().equals(home.code())
          && preamble.destination().equals(home.code());
      if (!sound) throw new IllegalStateException("no page of " + home.text() + ": " + preamble);
    }

    @Override
    public void exposure(BlockHeader of, byte[] payload, int score) {
      if (of.isRevocation()) ledger.takeBack(payload);
      else ledger.find(payload, score, nanos);
    }
  }
}
