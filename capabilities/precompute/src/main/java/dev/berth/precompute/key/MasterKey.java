package dev.berth.precompute.key;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.crypto.AesGcm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/// Key that encrypts the keys of users: 256 bits from the environment. Thread-safe.
public final class MasterKey {
    /// Variable with the key in Base64.
    public static final String VARIABLE = "BERTH_PRECOMPUTE_KEY";

    /// Variable with the file that has the key in Base64.
    public static final String FILE_VARIABLE = "BERTH_PRECOMPUTE_KEY_FILE";

    private static final int KEY_BYTES = 32;

    private final SecretKeySpec wrapping;
    private final byte[] naming;
    private final AesGcm cipher = new AesGcm(new SecureRandom());

    private MasterKey(byte[] key) {
        wrapping = new SecretKeySpec(derived(key, "wrap"), "AES");
        naming = derived(key, "name");
    }

    /// Two uses of one key are two keys.
    private static byte[] derived(byte[] key, String use) {
        return AesGcm.mac(key, ("berth precompute " + use).getBytes(StandardCharsets.UTF_8));
    }

    /// The key of an environment; empty if it names none.
    ///
    /// @throws ProblemException `precompute-invalid` if what it names is no key
    public static Optional<MasterKey> find(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "");
        if (!text.isEmpty()) {
            return Optional.of(parse(text, VARIABLE));
        }
        String file = environment.getOrDefault(FILE_VARIABLE, "");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(Files.readString(Path.of(file)), file));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.PRECOMPUTE_INVALID,
                            "the file of " + FILE_VARIABLE + " cannot be read: " + e,
                            "write the key there, in Base64"),
                    e);
        }
    }

    /// The key of an environment.
    ///
    /// @throws ProblemException `precompute-invalid` if there is none
    public static MasterKey require(Map<String, String> environment) {
        return find(environment)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.PRECOMPUTE_INVALID,
                                        "no key that encrypts the keys of users (expected: "
                                                + VARIABLE
                                                + " or "
                                                + FILE_VARIABLE
                                                + " in the environment)",
                                        "make one with `openssl rand -base64 32`, and keep it apart"
                                                + " from backups of the system's directory"));
    }

    private static MasterKey parse(String text, String where) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            key = new byte[0];
        }
        if (key.length != KEY_BYTES) {
            // The value itself is a secret.
            throw new ProblemException(
                    ProblemCode.PRECOMPUTE_INVALID,
                    "the key in "
                            + where
                            + " has "
                            + key.length
                            + " bytes in Base64 (expected: "
                            + KEY_BYTES
                            + ")",
                    "make one with `openssl rand -base64 32`");
        }
        return new MasterKey(key);
    }

    /// The name of a user in the key table, from which the user is not found without this key.
    byte[] name(String user) {
        return AesGcm.mac(naming, user.getBytes(StandardCharsets.UTF_8));
    }

    byte[] wrap(byte[] key, byte[] name) {
        return cipher.encrypt(wrapping, key, name);
    }

    /// @throws AEADBadTagException if another key wrapped it, or it is damaged
    byte[] unwrap(byte[] wrapped, byte[] name) throws AEADBadTagException {
        return AesGcm.decrypt(wrapping, wrapped, name);
    }
}
