package dev.berth.catalog.profile;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The machine that a measurement holds for.
///
/// @param cpu the processor's model as the system names it
/// @param cores processors that the JVM may use
/// @param memoryBytes main memory
/// @param engines versions by engine
public record Machine(
        String cpu,
        int cores,
        long memoryBytes,
        String os,
        String jdk,
        Map<String, String> engines) {

    public Machine {
        engines = Map.copyOf(engines);
    }

    /// The machine that this process runs on.
    public static Machine local(Map<String, String> engines) {
        var processor = CpuInfo.local();
        long memory =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                        .getTotalMemorySize();
        return new Machine(
                processor.name(),
                processor.count(),
                memory,
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                engines);
    }

    /// Reads what [#plain] gives; what is missing is empty or 0.
    public static Machine ofPlain(Map<?, ?> plain) {
        return read(new ProfileValues(plain));
    }

    static Machine read(ProfileValues values) {
        return new Machine(
                values.text("cpu"),
                (int) Math.min(Integer.MAX_VALUE, values.count("cores").orElse(0)),
                values.count("memoryBytes").orElse(0),
                values.text("os"),
                values.text("jdk"),
                values.object("engines").texts());
    }

    /// As JSON's values.
    public Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("cpu", cpu);
        plain.put("cores", (long) cores);
        plain.put("memoryBytes", memoryBytes);
        plain.put("os", os);
        plain.put("jdk", jdk);
        plain.put("engines", engines);
        return plain;
    }

    @Override
    public String toString() {
        return cpu + ", " + cores + " cores, " + (memoryBytes >> 30) + " GiB, " + os + ", " + jdk;
    }
}
