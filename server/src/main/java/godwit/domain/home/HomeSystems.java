package godwit.domain.home;

import godwit.codec.payload.Bytes;
import godwit.codec.payload.PayloadFamily;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Several home systems as one, each for families of its own; the first that reads one has it.
public record HomeSystems(List<HomeSystem> systems) implements HomeSystem {
  public HomeSystems {
    systems = List.copyOf(systems);
  }

  @Override
  public Set<PayloadFamily> families() {
    Set<PayloadFamily> all = EnumSet.noneOf(PayloadFamily.class);
    for (HomeSystem each : systems) all.addAll(each.families());
    return all;
  }

  @Override
  public TokenCheck check() {
    List<TokenCheck> checks = systems.stream().map(HomeSystem::check).toList();
    return (payloadType, date, bytes, offset, length) -> {
      for (int index = 0; index < checks.size(); index++) {
        if (systems.get(index).reads(payloadType)) {
          return checks.get(index).of(payloadType, date, bytes, offset, length);
        }
      }
      return TokenCheck.Answer.VALID; // nobody's to judge
    };
  }

  @Override
  public Optional<Bytes> user(PayloadFamily family, Bytes registration) {
    return of(family.firstType()).flatMap(system -> system.user(family, registration));
  }

  @Override
  public Issue issue(PayloadFamily family, Bytes registration, Instant from) {
    return of(family.firstType())
        .orElseThrow(() -> new IllegalArgumentException("family=" + family))
        .issue(family, registration, from);
  }

  @Override
  public List<Reading> read(List<Token> tokens) {
    List<Reading> readings =
        new ArrayList<>(Collections.nCopies(tokens.size(), new Reading.NotValid()));
    for (HomeSystem system : systems) {
      List<Integer> places = new ArrayList<>();
      List<Token> own = new ArrayList<>();
      for (int index = 0; index < tokens.size(); index++) {
        if (!of(tokens.get(index).payloadType()).filter(system::equals).isPresent()) continue;
        places.add(index);
        own.add(tokens.get(index));
      }
      if (own.isEmpty()) continue;
      List<Reading> read = system.read(own);
      for (int index = 0; index < places.size(); index++) {
        readings.set(places.get(index), read.get(index));
      }
    }
    return readings;
  }

  private Optional<HomeSystem> of(int payloadType) {
    return systems.stream().filter(system -> system.reads(payloadType)).findFirst();
  }
}
