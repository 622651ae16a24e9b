package dev.berth.deploy.image;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Locale;

/// Processor architecture of an image on Linux with glibc: that of the machine that builds it,
/// since its Java runtime and its cache of classes are made by running.
enum Platform {
    AMD64("amd64", 62),
    ARM64("arm64", 183);

    private final String oci;
    private final int machine;

    Platform(String oci, int machine) {
        this.oci = oci;
        this.machine = machine;
    }

    /// The architecture's name in OCI, such as `amd64`.
    String oci() {
        return oci;
    }

    /// ELF's number of the machine.
    int machine() {
        return machine;
    }

    /// @throws ProblemException `usage` if this machine cannot build images
    static Platform ofProcess() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch", "");
        if (system.equals("linux")) {
            switch (architecture) {
                case "amd64", "x86_64" -> {
                    return AMD64;
                }
                case "aarch64" -> {
                    return ARM64;
                }
                default -> {}
            }
        }
        throw new ProblemException(
                ProblemCode.USAGE,
                "images cannot be built on "
                        + system
                        + " "
                        + architecture
                        + " (expected: linux amd64 or aarch64)",
                "build on Linux, of the architecture on which the image is to run");
    }
}
