package godwit.demo;

import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;

/// Where a country's server is, for its phones and for whoever counts.
///
/// @param devices TCP port of its listener for phones
/// @param ops TCP port of its listener for staff
/// @param trust PEM file of the certificate that vouches for it
public record Site(Country country, int devices, int ops, Path trust, PgConnectOptions database) {}
