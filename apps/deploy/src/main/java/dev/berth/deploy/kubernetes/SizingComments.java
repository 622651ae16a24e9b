package dev.berth.deploy.kubernetes;

import dev.berth.deploy.sizing.MemoryPlan;
import dev.berth.deploy.sizing.ReplicaPlan;
import dev.berth.deploy.sizing.ReplicaQueue;
import dev.berth.deploy.sizing.ReplicaSizing;
import dev.berth.deploy.sizing.ServiceLoad;
import dev.berth.deploy.sizing.ServiceTime;
import java.util.Locale;

/// Texts that say how each computed number follows from measured ones, so that a reader can compute
/// it again. Rounded to four digits.
final class SizingComments {
    private final ReplicaPlan plan;
    private final ReplicaQueue queue;

    SizingComments(ReplicaPlan plan) {
        this.plan = plan;
        this.queue = plan.queue();
    }

    /// A number with four significant digits.
    static String number(double value) {
        String text = String.format(Locale.ROOT, "%.4g", value);
        if (text.contains("e")) {
            return text;
        }
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /// What was measured and is expected, one paragraph for each load.
    String loads() {
        var text = new StringBuilder();
        for (ServiceLoad load : plan.request().loads()) {
            ServiceTime time = load.service().time();
            text.append(
                    "%s: %s requests/s expected, p99 %s ms; measured with %s: mean %s ms, p99 %s ms, peak %s/s on %d processors (%s).\n"
                            .formatted(
                                    load.service().name(),
                                    number(load.perSecond()),
                                    number(load.p99Seconds() * 1e3),
                                    callers(load.service().callers()),
                                    number(time.mean() * 1e3),
                                    number(time.p99() * 1e3),
                                    number(load.service().peakPerSecond()),
                                    load.service().processors(),
                                    load.service().source()));
        }
        return text.substring(0, text.length() - 1);
    }

    private static String callers(long count) {
        return count == 1 ? "one caller" : count + " callers";
    }

    /// How the rate of a replica follows.
    String rate() {
        double rate = plan.ratePerReplica();
        ServiceLoad tightest = plan.tightest();
        return "M/G/c queue of one replica: capacity m = "
                + capacity()
                + "; servers c = floor(m x mean "
                + number(plan.meanService() * 1e3)
                + " ms), 1 to "
                + plan.processors()
                + " = "
                + queue.servers()
                + "; squared variation of the service time (sigma/mean)^2, at least "
                + number(ReplicaQueue.VARIATION_MIN)
                + ": v = "
                + number(queue.squaredVariation())
                + ".\nAt r requests/s: C = Erlang C(c, r/m), p99 = measured p99 + (1+v)/2/(m-r) x ln(C/0.01). The"
                + " greatest r with p99 <= "
                + number(tightest.p99Seconds() * 1e3)
                + " ms and r <= "
                + number(ReplicaSizing.UTILISATION_MAX)
                + " m: r = "
                + number(rate)
                + "/s, where C = "
                + number(queue.waitProbability(rate))
                + " and p99 = "
                + number(tightest.service().time().p99() * 1e3)
                + " + "
                + number(queue.p99Wait(rate) * 1e3)
                + " = "
                + number(plan.p99At(rate) * 1e3)
                + " ms.";
    }

    private String capacity() {
        var text = new StringBuilder();
        double total = plan.request().perSecond();
        if (plan.request().loads().size() == 1) {
            ServiceLoad only = plan.request().loads().getFirst();
            text.append(number(only.service().peakPerSecond()));
            if (plan.processors() != only.service().processors()) {
                text.append(" x ")
                        .append(plan.processors())
                        .append('/')
                        .append(only.service().processors());
                text.append(" = ").append(number(queue.capacity()));
            }
            return text + "/s";
        }
        text.append("1 / (");
        for (ServiceLoad load : plan.request().loads()) {
            text.append(text.length() > 5 ? " + " : "")
                    .append(number(load.perSecond() / total))
                    .append('/')
                    .append(number(load.service().peakPerSecond()));
        }
        text.append(')');
        int measured = plan.request().loads().getFirst().service().processors();
        if (plan.processors() != measured) {
            text.append(" x ").append(plan.processors()).append('/').append(measured);
        }
        return text + " = " + number(queue.capacity()) + "/s";
    }

    /// How the number of replicas follows.
    String replicas() {
        double rate = plan.request().perSecond();
        return plan.replicas()
                + " replicas hold "
                + number(rate)
                + "/s: the greater of ceil("
                + number(rate)
                + " x (1 + headroom "
                + number(plan.request().headroom())
                + ") / r) and ceil("
                + number(rate)
                + " / r) + 1, so that one may be away; at least "
                + plan.minReplicas()
                + ".";
    }

    String minReplicas() {
        return plan.request().minReplicas().isPresent()
                ? "As --min-replicas says."
                : "So that the loss of one node, or an eviction, leaves one.";
    }

    String maxReplicas() {
        return plan.request().maxReplicas().isPresent()
                ? "As --max-replicas says."
                : "What twice the expected rate, "
                        + number(2 * plan.request().perSecond())
                        + "/s, needs by the same formula: it bounds the cost of a wrong expectation.";
    }

    /// How the target of an autoscaler follows.
    String inFlightTarget() {
        double rate = plan.designRate();
        return "Requests within a replica, waiting or served, at r / (1 + headroom) = "
                + number(plan.ratePerReplica())
                + " / "
                + number(1 + plan.request().headroom())
                + " = "
                + number(rate)
                + "/s (Little's law): "
                + number(rate)
                + " x (the lesser of mean "
                + number(plan.meanService() * 1e3)
                + " ms and c/m = "
                + number(queue.servers() / queue.capacity() * 1e3)
                + " ms, + mean wait C x (1+v)/2/(m-rate) = "
                + number(queue.meanWait(rate) * 1e3)
                + " ms) = "
                + number(plan.inFlightTarget())
                + ".";
    }

    String cpuTarget() {
        return "At r / (1 + headroom) = "
                + number(plan.designRate())
                + "/s of m = "
                + number(queue.capacity())
                + "/s a replica uses "
                + number(100 * queue.utilisation(plan.designRate()))
                + " % of its processors.";
    }

    String processors() {
        int measured = plan.request().loads().getFirst().service().processors();
        return (plan.processors() == measured
                        ? "As many processors as were measured."
                        : "By --cpu; capacity in proportion to the "
                                + measured
                                + " that were measured.")
                + " The limit equals the request: the server sizes its threads by the limit, and what"
                + " was measured had whole processors.";
    }

    static String memory(MemoryPlan memory, String source) {
        return "(server "
                + (MemoryPlan.SERVER_BYTES >> 20)
                + " + requests in flight "
                + (MemoryPlan.IN_FLIGHT_BYTES >> 20)
                + " + models "
                + number(memory.modelBytes() / (double) (1 << 20))
                + " MiB) x (1 + headroom "
                + number(memory.headroom())
                + "), rounded up to 64 MiB. Models: "
                + source
                + ".";
    }
}
