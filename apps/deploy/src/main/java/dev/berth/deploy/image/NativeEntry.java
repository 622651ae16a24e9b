package dev.berth.deploy.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What becomes of an entry of a jar that is code of a machine.
enum NativeEntry {
    /// Not code of a machine, or code that the image can run.
    KEPT,
    /// Code of another system or processor.
    DROPPED,
    /// Code that the image has as a file, so that no start unpacks it.
    UNPACKED;

    /// Bytes that [#of] looks at: the beginning of an ELF header.
    static final int HEADER_BYTES = 20;

    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int ELF_CLASS = 4;
    private static final int ELF_CLASS_64 = 2;
    private static final int ELF_MACHINE = 18;

    /// Endings of what runs on other systems than Linux, and of what only linkers and debuggers
    /// read.
    private static final List<String> OTHER_ENDINGS =
            List.of(".dll", ".dylib", ".jnilib", ".a", ".pdb", ".lib");

    /// Folders and names of systems whose code is ELF too, and of another C library than glibc.
    private static final List<String> OTHER_SYSTEMS =
            List.of("musl", "android", "freebsd", "openbsd", "dragonfly", "sunos", "solaris");

    /// Libraries that can be named by a property, by the path in their jar and with the name of the
    /// file. The others are unpacked by their own code to the folder for temporary files.
    private static final Map<String, String> BY_PROPERTY =
            Map.ofEntries(
                    Map.entry(
                            "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
                            "libonnxruntime.so"),
                    Map.entry(
                            "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
                            "libonnxruntime.so"),
                    Map.entry("native/lib/linux-x86_64/cpu/libtokenizers.so", "libtokenizers.so"),
                    Map.entry("native/lib/linux-aarch64/cpu/libtokenizers.so", "libtokenizers.so"),
                    Map.entry(
                            "META-INF/native/libnetty_transport_native_epoll_x86_64.so",
                            "libnetty_transport_native_epoll_x86_64.so"),
                    Map.entry(
                            "META-INF/native/libnetty_transport_native_epoll_aarch_64.so",
                            "libnetty_transport_native_epoll_aarch_64.so"),
                    Map.entry("com/sun/jna/linux-x86-64/libjnidispatch.so", "libjnidispatch.so"),
                    Map.entry("com/sun/jna/linux-aarch64/libjnidispatch.so", "libjnidispatch.so"));

    /// Berth calls the engine's C interface by itself.
    private static final String UNUSED = "libonnxruntime4j_jni.so";

    /// @param name the entry's path in its jar
    /// @param header its first bytes, up to [#HEADER_BYTES]
    static NativeEntry of(String name, byte[] header, Platform platform) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (OTHER_ENDINGS.stream().anyMatch(lower::endsWith)
                || lower.contains(".dsym/")
                || lower.endsWith(UNUSED)) {
            return DROPPED;
        }
        if (header.length < HEADER_BYTES || ByteBuffer.wrap(header).getInt() != ELF_MAGIC) {
            return KEPT;
        }
        int machine = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getShort(ELF_MACHINE);
        if (header[ELF_CLASS] != ELF_CLASS_64
                || machine != platform.machine()
                || OTHER_SYSTEMS.stream().anyMatch(lower::contains)) {
            return DROPPED;
        }
        return BY_PROPERTY.containsKey(name) ? UNPACKED : KEPT;
    }

    /// The file's name of an entry that is [#UNPACKED].
    static String fileName(String name) {
        return BY_PROPERTY.getOrDefault(name, "");
    }
}
