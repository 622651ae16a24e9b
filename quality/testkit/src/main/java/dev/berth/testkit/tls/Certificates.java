package dev.berth.testkit.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority, and a server's and a client's certificate of it, made by the JDK's keytool.
public final class Certificates {
    private static final char[] PASSWORD = "only-a-test".toCharArray();

    private final Path folder;
    private final Path store;

    private Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
    }

    /// Makes them: those of the aliases `ca`, `server` (of 127.0.0.1) and `client` (of
    /// shop.example.org).
    public static Certificates make(Path folder) {
        var made = new Certificates(folder);
        made.keytool("ca", "-dname", "CN=Test authority", "-ext", "bc:c");
        made.keytool("server", "-dname", "CN=server", "-signer", "ca", "-ext", "san=ip:127.0.0.1");
        made.keytool(
                "client", "-dname", "CN=shop", "-signer", "ca", "-ext", "san=dns:shop.example.org");
        return made;
    }

    private void keytool(String alias, String... further) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                new String(PASSWORD),
                                "-keyalg",
                                "EC",
                                "-groupname",
                                "secp256r1",
                                "-alias",
                                alias));
        command.addAll(List.of(further));
        try {
            Path output = folder.resolve("keytool.txt");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (process.waitFor() != 0) {
                throw new AssertionError("keytool: " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// The certificate of this alias and those that lead to its authority, in a file.
    public Path certificate(String alias) {
        try {
            var pem = new StringBuilder();
            for (Certificate certificate : load().getCertificateChain(alias)) {
                pem.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return written(alias + ".pem", pem.toString());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The private key of this alias, in a file.
    public Path key(String alias) {
        try {
            return written(
                    alias + ".key",
                    pem("PRIVATE KEY", load().getKey(alias, PASSWORD).getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// Once: a server that reads the file may not find it half written.
    private Path written(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? file : Files.writeString(file, text);
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore all = KeyStore.getInstance("PKCS12");
            all.load(in, PASSWORD);
            return all;
        }
    }

    private static String pem(String type, byte[] content) {
        String base64 =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content);
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type);
    }
}
