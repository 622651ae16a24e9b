package dev.berth.cli.target;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Credentials for a server, and trust in it.
///
/// @param key sent with every request
/// @param authorities PEM file with CA certificates; empty for those of the JDK
public record Credentials(Optional<String> key, Optional<Path> authorities) {
    /// For servers that require none.
    public static Credentials none() {
        return new Credentials(Optional.empty(), Optional.empty());
    }

    /// @throws ProblemException `usage` if the certificates cannot be read, or the key has
    ///   characters that are invalid in a header
    HttpClient.Builder applyTo(HttpClient.Builder client) {
        authorities.ifPresent(file -> client.sslContext(context(file)));
        return client;
    }

    HttpRequest.Builder applyTo(HttpRequest.Builder request) {
        try {
            key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the key has characters that no key has",
                    "give it as `berth key create` printed it");
        }
        return request;
    }

    private static SSLContext context(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate authority :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), authority);
            }
            if (trusted.size() == 0) {
                throw new GeneralSecurityException("there is no certificate in it");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the authorities in '" + file + "' cannot be used: " + e.getMessage(),
                    "name a file with certificates in PEM");
        }
    }

    /// Without the key.
    @Override
    public String toString() {
        return "Credentials[authorities=" + authorities + "]";
    }
}
