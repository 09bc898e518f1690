package godwit.trust;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The one certificate and key of a node, shown to whoever takes keys of its kind.
final class OwnKey extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";

  private final X509Certificate[] chain;
  private final PrivateKey key;

  OwnKey(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain.toArray(X509Certificate[]::new);
    this.key = key;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      @Nullable String kind, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(Stream.ofNullable(kind));
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String @Nullable [] kinds, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(Stream.ofNullable(kinds).flatMap(Stream::of));
  }

  @Override
  public @Nullable String chooseServerAlias(
      @Nullable String kind, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(Stream.ofNullable(kind));
  }

  @Override
  public @Nullable String chooseClientAlias(
      String @Nullable [] kinds, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(Stream.ofNullable(kinds).flatMap(Stream::of));
  }

  @Override
  public String @Nullable [] getServerAliases(
      @Nullable String kind, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getClientAliases(
      @Nullable String kind, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
    return ALIAS.equals(alias) ? chain.clone() : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
    return ALIAS.equals(alias) ? key : null;
  }

  /* Kinds are such as EC, or EC_EC where the issuer's is said too. */
  private @Nullable String alias(Stream<String> kinds) {
    boolean fits = kinds.anyMatch(kind -> kind.startsWith(key.getAlgorithm()));
    return fits ? ALIAS : null;
  }
}
