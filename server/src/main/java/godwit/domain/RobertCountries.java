package godwit.domain;

import godwit.codec.keys.Secret;
import java.util.Map;

/// How the country of a phone of ROBERT is read from what it says.
///
/// @param federationKey 32 bytes, which all servers of the federation share
/// @param countries the federation's country byte to the ISO 3166-1 number of the country
public record RobertCountries(Secret federationKey, Map<Integer, Integer> countries) {
  public RobertCountries {
    countries = Map.copyOf(countries);
  }
}
