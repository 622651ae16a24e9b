package dev.berth.cli.up;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.berth.cli.console.ManyBytesConverter;
import dev.berth.cli.console.Terminal;
import dev.berth.server.ServerOptions;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/// Option of `berth up` for the memory of the whole process. Applied last: it lowers what the other
/// options allow.
final class MemoryOptions implements UpOptions {
    private static final String CONTAINER = "container";

    private final Terminal terminal;

    private final OptionSpec limit =
            OptionSpec.builder("--memory-limit")
                    .paramLabel("BYTES")
                    .type(String.class)
                    .description(
                            "Memory of the whole process, like 512M, or `container` for that of the "
                                    + "container or machine. Divides it, prints the parts, and "
                                    + "refuses to start if it is too little. Default: no limit.")
                    .build();

    MemoryOptions(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public List<OptionSpec> all() {
        return List.of(limit);
    }

    @Override
    public ServerOptions applyTo(ServerOptions options) {
        @Nullable String text = limit.getValue();
        if (text == null) {
            return options;
        }
        long bytes =
                text.equals(CONTAINER) ? ofContainer() : new ManyBytesConverter().convert(text);
        long heap = Runtime.getRuntime().maxMemory();
        var plan = MemoryPlan.of(bytes, heap, direct(heap));
        plan.print(terminal.err());
        return plan.applyTo(options);
    }

    /// The JVM knows the limits of control groups.
    private static long ofContainer() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }

    /// As much as the heap, unless it is set.
    private static long direct(long heap) {
        long set =
                Long.parseLong(
                        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                                .getVMOption("MaxDirectMemorySize")
                                .getValue());
        return set == 0 ? heap : set;
    }
}
