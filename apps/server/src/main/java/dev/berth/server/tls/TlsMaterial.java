package dev.berth.server.tls;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509KeyManager;

/// Contents of the files of [TlsOptions], read at one time.
record TlsMaterial(Buffer certificate, Buffer key, Optional<Buffer> clientAuthorities) {
    /// Older versions have no suite without known weaknesses.
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    /// Forward secrecy and authenticated encryption alone.
    ///
    /// Source: RFC 9325, section 4.2, and those of TLS 1.3 (RFC 8446, appendix B.4).
    private static final List<String> SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /// A certificate and its chain are some kilobytes, a list of authorities some hundred.
    private static final int FILE_BYTES_MAX = 4 << 20;

    private static final byte[] PROBE = {1, 2, 3};

    /// Reads the files; what is in them is not checked.
    ///
    /// @throws ProblemException `usage` if one cannot be read
    static TlsMaterial read(TlsOptions options) {
        return new TlsMaterial(
                content(options.certificate()),
                content(options.key()),
                options.clientAuthorities().map(TlsMaterial::content));
    }

    private static Buffer content(Path file) {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IOException("it has more than " + FILE_BYTES_MAX + " bytes");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "'" + file + "' cannot be read: " + e,
                    "name a file in PEM that the server may read");
        }
    }

    /// Makes sure that all this can be used, and belongs together.
    ///
    /// @throws ProblemException `usage` with what is wrong
    TlsMaterial requireSound(Vertx vertx) {
        try {
            PemKeyCertOptions pem = keyCertificate();
            var keys = (X509KeyManager) pem.getKeyManagerFactory(vertx).getKeyManagers()[0];
            String alias = Collections.list(pem.loadKeyStore(vertx).aliases()).getFirst();
            X509Certificate leaf = keys.getCertificateChain(alias)[0];
            leaf.checkValidity();
            requireMatch(keys.getPrivateKey(alias), leaf.getPublicKey());
        } catch (Exception e) {
            throw unusable("certificate and key cannot be used", e);
        }
        clientAuthorities.ifPresent(authorities -> requireAuthorities(authorities, vertx));
        return this;
    }

    private static void requireAuthorities(Buffer authorities, Vertx vertx) {
        try {
            KeyStore store = trust(authorities).loadKeyStore(vertx);
            if (store.size() == 0) {
                throw new GeneralSecurityException("there is no certificate in the file");
            }
        } catch (Exception e) {
            throw unusable("the authorities of clients cannot be used", e);
        }
    }

    private static ProblemException unusable(String what, Exception reason) {
        return new ProblemException(
                ProblemCode.USAGE,
                what + ": " + reason.getMessage(),
                "give certificates that are valid now, and the key of the first, in PEM (PKCS #8)");
    }

    /// Until when the certificate and those that lead to its authority are all valid.
    Instant until(Vertx vertx) {
        try {
            KeyStore store = keyCertificate().loadKeyStore(vertx);
            String alias = Collections.list(store.aliases()).getFirst();
            return Arrays.stream(store.getCertificateChain(alias))
                    .map(each -> ((X509Certificate) each).getNotAfter().toInstant())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        } catch (Exception e) {
            throw unusable("the certificate's time cannot be read", e);
        }
    }

    private static void requireMatch(PrivateKey privateKey, PublicKey publicKey)
            throws GeneralSecurityException {
        String algorithm =
                switch (privateKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> privateKey.getAlgorithm();
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(privateKey);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("the key is not the certificate's");
        }
    }

    private PemKeyCertOptions keyCertificate() {
        return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    private static PemTrustOptions trust(Buffer authorities) {
        return new PemTrustOptions().addCertValue(authorities);
    }

    /// Client certificates are requested, not required: `RequestAuthorizer` decides whether one is
    /// needed, and health checks have none. One of another authority, or that has expired, ends the
    /// handshake.
    ServerSSLOptions options() {
        var options = new ServerSSLOptions();
        options.setUseAlpn(true);
        options.setEnabledSecureTransportProtocols(VERSIONS);
        SUITES.forEach(options::addEnabledCipherSuite);
        options.setKeyCertOptions(keyCertificate());
        options.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
        clientAuthorities.ifPresent(
                authorities -> {
                    options.setTrustOptions(trust(authorities));
                    options.setClientAuth(ClientAuth.REQUEST);
                });
        return options;
    }
}
