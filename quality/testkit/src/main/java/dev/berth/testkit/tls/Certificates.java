package dev.berth.testkit.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Certificate authorities and certificates for tests, by alias, with their files in one directory.
public final class Certificates {
    private static final Duration VALIDITY = Duration.ofDays(7);

    private final Path folder;
    private final Map<String, X509Bundle> bundles = new ConcurrentHashMap<>();

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /// Creates an empty set.
    ///
    /// @param folder for the files
    public static Certificates in(Path folder) {
        return new Certificates(folder);
    }

    /// Creates the authority `ca`, and its certificates `server` (for 127.0.0.1) and `client` (for
    /// shop.example.org).
    public static Certificates make(Path folder) {
        Certificates made = in(folder);
        made.authority("ca", "CN=Test authority");
        made.issue("server", "CN=server", "ca", "ip:127.0.0.1");
        made.issue("client", "CN=shop", "ca", "dns:shop.example.org");
        return made;
    }

    /// Adds an authority.
    public void authority(String alias, String subject) {
        put(alias, null, builder(subject).setIsCertificateAuthority(true));
    }

    /// Adds a certificate that is valid now.
    ///
    /// @param signer an authority's alias
    /// @param names alternative names, each with the prefix `dns:`, `ip:`, `uri:` or `email:`
    public void issue(String alias, String subject, String signer, String... names) {
        put(alias, signer, withNames(builder(subject), names));
    }

    /// Adds a certificate that expired a week ago.
    public void issueExpired(String alias, String subject, String signer, String... names) {
        Instant end = Instant.now().minus(VALIDITY);
        CertificateBuilder expired = builder(subject).notBefore(end.minus(VALIDITY)).notAfter(end);
        put(alias, signer, withNames(expired, names));
    }

    private static CertificateBuilder builder(String subject) {
        Instant now = Instant.now();
        return new CertificateBuilder()
                .ecp256()
                .subject(subject)
                .notBefore(now.minus(VALIDITY))
                .notAfter(now.plus(VALIDITY));
    }

    private static CertificateBuilder withNames(CertificateBuilder builder, String... names) {
        for (String name : names) {
            String value = name.substring(name.indexOf(':') + 1);
            switch (name.substring(0, name.indexOf(':'))) {
                case "dns" -> builder.addSanDnsName(value);
                case "ip" -> builder.addSanIpAddress(value);
                case "uri" -> builder.addSanUriName(URI.create(value));
                case "email" -> builder.addSanRfc822Name(value);
                default -> throw new IllegalArgumentException(name);
            }
        }
        return builder;
    }

    private void put(String alias, @Nullable String signer, CertificateBuilder of) {
        try {
            X509Bundle made =
                    signer == null ? of.buildSelfSigned() : of.buildIssuedBy(bundle(signer));
            bundles.put(alias, made);
            Files.writeString(folder.resolve(alias + ".key"), made.getPrivateKeyPEM());
            Files.writeString(folder.resolve(alias + ".pem"), made.getCertificatePathPEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /// The certificate of an alias with its chain and key.
    public X509Bundle bundle(String alias) {
        return Objects.requireNonNull(bundles.get(alias), alias);
    }

    /// The certificate chain of an alias, in a file.
    public Path certificate(String alias) {
        return folder.resolve(alias + ".pem");
    }

    /// The private key of an alias, in a file.
    public Path key(String alias) {
        return folder.resolve(alias + ".key");
    }
}
