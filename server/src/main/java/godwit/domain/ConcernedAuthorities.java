package godwit.domain;

import godwit.codec.payload.RoutingCode;
import godwit.domain.Directory.Resolution;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whom the contact events of one batch concern, as the directory was when it began to come.
/*
 * A phone met people of a few authorities, in any order: the first few codes are kept with what was
 * found of them, so that most events ask neither directory nor set.
 */
public final class ConcernedAuthorities {
  private static final int KEPT = 8;

  private final Directory directory;
  private final boolean crossBorder;
  private final int most;
  private final Set<RoutingCode> concerned = new HashSet<>();
  private final List<Found> found = new ArrayList<>(KEPT);

  /// @param crossBorder whether those abroad may be told
  /// @param most authorities that one batch may concern
  public ConcernedAuthorities(Directory directory, boolean crossBorder, int most) {
    this.directory = directory;
    this.crossBorder = crossBorder;
    this.most = most;
  }

  /// What became of a code.
  public sealed interface Found {
    RoutingCode code();

    /// This authority is told, or another.
    record Told(RoutingCode code, RoutingCode whose) implements Found {}

    /// Nobody is: it may not cross the border.
    record Nobody(RoutingCode code) implements Found {}

    /// The batch concerns too many others.
    record TooMany(RoutingCode code) implements Found {}
  }

  /// Who is told: whoever answers for the code, so that all codes of a peer are one destination, or
  /// the code itself until somebody does.
  public Found of(RoutingCode code) {
    for (int index = 0; index < found.size(); index++) {
      Found kept = found.get(index);
      if (kept.code().code() == code.code() && kept.code().custom() == code.custom()) return kept;
    }
    Found now = look(code);
    if (found.size() < KEPT) found.add(now);
    return now;
  }

  private Found look(RoutingCode code) {
    Resolution resolved = directory.resolve(code);
    boolean own = resolved instanceof Resolution.Own;
    if (!own && !crossBorder) return new Found.Nobody(code);
    RoutingCode whose = own
        ? directory.self()
        : resolved instanceof Resolution.Other(var peer) ? peer.code() : code;
    boolean may = concerned.contains(whose) || (concerned.size() < most && concerned.add(whose));
    return may ? new Found.Told(code, whose) : new Found.TooMany(code);
  }
}
