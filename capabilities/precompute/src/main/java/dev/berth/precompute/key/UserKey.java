package dev.berth.precompute.key;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.spec.SecretKeySpec;

/// Key of one user, which encrypts the user's answers and hides which keys have one. Thread-safe.
public final class UserKey {
    /// Of a row's key.
    private static final int NAME_BYTES = 16;

    private final byte[] bytes;
    private final SecretKeySpec encrypting;
    private final byte[] naming;
    private final AesGcm cipher;

    UserKey(byte[] bytes, SecureRandom random) {
        this.bytes = bytes.clone();
        encrypting = new SecretKeySpec(bytes, "AES");
        naming = AesGcm.mac(bytes, "berth precompute row".getBytes(StandardCharsets.UTF_8));
        cipher = new AesGcm(random);
    }

    /// A key from its bytes, as a device has it.
    public static UserKey of(byte[] bytes) {
        if (bytes.length != 32) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTED_UNREADABLE,
                    "a user's key of " + bytes.length + " bytes (expected: 32)",
                    "use the key file that was written with the pack");
        }
        return new UserKey(bytes, new SecureRandom());
    }

    /// Its bytes: who has them can read the user's answers.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key of a row, from which the record's key is not found without this key.
    public byte[] name(byte[] recordKey) {
        return Arrays.copyOf(AesGcm.mac(naming, recordKey), NAME_BYTES);
    }

    /// Encrypts content that belongs to a name.
    public byte[] encrypt(byte[] content, byte[] name) {
        return cipher.encrypt(encrypting, content, name);
    }

    /// Decrypts content.
    ///
    /// @throws AEADBadTagException if the key or name is another, or it is damaged
    public byte[] decrypt(byte[] encrypted, byte[] name) throws AEADBadTagException {
        return AesGcm.decrypt(encrypting, encrypted, name);
    }
}
