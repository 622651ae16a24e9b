package dev.berth.client.balancing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Group of servers that calls are balanced among.
///
/// *Choice.* Two servers on different hosts are drawn at random, and the cheaper one by [PeakEwma]
/// is called. Two choices come close to the best server without all clients choosing the same. A
/// starting server loses as often as its weight is below the other's, whatever its cost, since
/// without responses it would look cheapest. In return its first responses may be ten times as
/// slow: only calls warm a process up.
///
/// *Affinity.* With a [ModelAffinity] the two are drawn from the first servers in the order for the
/// called model alone.
///
/// *Candidates.* Servers that are ready and not ejected; if there are none, ready ones; if none is
/// ready, all. At most a share of the group is ejected at a time. Single calls ([Probes]) to an
/// ejected server end its ejection when it responds.
///
/// Cost: a choice scans the group once. Thread-safe, with one lock held for that scan.
///
/// Source: Mitzenmacher, *The power of two choices in randomized load balancing*, 2001.
public final class ServerGroup {
    private static final Logger LOG = LoggerFactory.getLogger(ServerGroup.class);

    /// A single lost check is no reason to avoid a server.
    private static final int CHECKS_FAILED_MAX = 2;

    private final GroupPolicy policy;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final GroupListener listener;
    private final Map<Address, ServerState> members = new LinkedHashMap<>();
    private boolean resolvedOnce;
    private long taken;
    private String unresolved = "none was found yet";

    /// Creates an empty group.
    ///
    /// @param clock nanoseconds, as [System#nanoTime()]
    public ServerGroup(
            GroupPolicy policy,
            LongSupplier clock,
            RandomGenerator random,
            GroupListener listener) {
        this.policy = policy;
        this.clock = clock;
        this.random = random;
        this.listener = listener;
    }

    /// Replaces the servers. The state of remaining ones is kept; servers added to a non-empty
    /// group start slowly.
    public synchronized void replace(Collection<Address> addresses) {
        Set<Address> wanted = new HashSet<>(addresses);
        List<Address> gone =
                members.keySet().stream().filter(known -> !wanted.contains(known)).toList();
        gone.forEach(members::remove);
        gone.forEach(listener::onRemoved);
        boolean changed = !gone.isEmpty();
        long now = clock.getAsLong();
        for (Address address : addresses) {
            if (!members.containsKey(address)) {
                var member = new ServerState(address, policy, random, now);
                if (resolvedOnce) {
                    member.startSlowly(now);
                }
                members.put(address, member);
                changed = true;
            }
        }
        resolvedOnce |= !members.isEmpty();
        if (members.isEmpty()) {
            unresolved = "there is none at the moment";
        }
        if (changed) {
            LOG.info("the group has the servers {}", members.keySet());
            listener.onResolved(members.size());
        }
    }

    /// Records a failed discovery, which keeps the known servers.
    public synchronized void unresolved(String reason) {
        unresolved = reason;
        LOG.warn("the servers could not be found out: {}", reason);
    }

    /// The reason why the group has no server.
    public synchronized String reasonForNone() {
        return unresolved;
    }

    public synchronized List<ServerState> members() {
        return List.copyOf(members.values());
    }

    /// The number of candidates now.
    public synchronized int usable() {
        return usable(clock.getAsLong()).size();
    }

    /// Chooses the server of an attempt; one to avoid, or one on the same host, only if there is no
    /// other. Empty if the group has no server.
    ///
    /// @param target name of the called model or endpoint
    public synchronized Optional<AttemptLease> take(String target, Collection<ServerState> avoid) {
        long now = clock.getAsLong();
        List<ServerState> usable = usable(now);
        List<ServerState> others = others(usable, avoid);
        return choose(target, others.isEmpty() ? usable : others, now);
    }

    /// Chooses as [#take] when the tried servers are gone or about to leave. If no other is ready,
    /// one whose readiness is outdated, as during a rolling restart.
    public synchronized Optional<AttemptLease> takeUntried(
            String target, Collection<ServerState> tried) {
        List<ServerState> untried = others(List.copyOf(members.values()), tried);
        boolean none = others(usable(clock.getAsLong()), tried).isEmpty();
        return none && !untried.isEmpty()
                ? choose(target, untried, clock.getAsLong())
                : take(target, tried);
    }

    /// Chooses as [#take], but never one to avoid.
    public synchronized Optional<AttemptLease> takeOther(
            String target, Collection<ServerState> avoid) {
        long now = clock.getAsLong();
        return choose(target, others(usable(now), avoid), now);
    }

    /// Chooses an ejected server that is due for a probe; empty if there is none, or none besides
    /// it for a retry. Only for repeatable calls that do not wait long for one server.
    public synchronized Optional<AttemptLease> takeProbe() {
        long now = clock.getAsLong();
        for (ServerState member : members.values()) {
            if (member.ejection.isEjected()
                    && member.ready
                    && member.checksFailed == 0
                    && member.probes.isDue(now, taken)
                    && !others(usable(now), List.of(member)).isEmpty()) {
                AttemptLease turn = begin(member, now);
                member.probes.begin(turn);
                return Optional.of(turn);
            }
        }
        return Optional.empty();
    }

    public synchronized boolean hasOther(Collection<ServerState> avoid) {
        return !others(usable(clock.getAsLong()), avoid).isEmpty();
    }

    private List<ServerState> usable(long now) {
        for (ServerState member : members.values()) {
            if (member.ejection.returned(now)) {
                back(member, now);
            }
        }
        List<ServerState> best =
                those(members.values(), member -> member.ready && !member.ejection.isEjected());
        if (best.isEmpty()) {
            best = those(members.values(), member -> member.ready);
        }
        return best.isEmpty() ? List.copyOf(members.values()) : best;
    }

    private void back(ServerState member, long now) {
        member.startSlowly(now);
        if (member.ready) {
            LOG.info("server {} gets calls again", member);
            listener.onReadmitted(member.address());
        }
    }

    private static List<ServerState> others(
            List<ServerState> usable, Collection<ServerState> avoid) {
        Set<String> hosts = new HashSet<>();
        avoid.forEach(member -> hosts.add(member.address().host()));
        List<ServerState> elsewhere =
                those(usable, member -> !hosts.contains(member.address().host()));
        return elsewhere.isEmpty() ? those(usable, member -> !avoid.contains(member)) : elsewhere;
    }

    private static List<ServerState> those(
            Collection<ServerState> all, Predicate<ServerState> condition) {
        List<ServerState> found = new ArrayList<>(all.size());
        for (ServerState member : all) {
            if (condition.test(member)) {
                found.add(member);
            }
        }
        return found;
    }

    private Optional<AttemptLease> choose(String target, List<ServerState> allowed, long now) {
        if (allowed.isEmpty()) {
            return Optional.empty();
        }
        List<ServerState> candidates =
                policy.affinity().isEmpty()
                        ? allowed
                        : preferred(target, policy.affinity().get(), allowed, now);
        ServerState first = candidates.get(random.nextInt(candidates.size()));
        List<ServerState> rest = others(candidates, List.of(first));
        ServerState chosen =
                rest.isEmpty() ? first : better(first, rest.get(random.nextInt(rest.size())), now);
        return Optional.of(begin(chosen, now));
    }

    private List<ServerState> preferred(
            String target, ModelAffinity affinity, List<ServerState> allowed, long now) {
        List<ServerState> usable = usable(now);
        long inFlight = 0;
        for (ServerState member : usable) {
            inFlight += member.load.inFlight();
        }
        return PreferredServers.of(target, affinity, allowed, inFlight, usable.size(), now);
    }

    private AttemptLease begin(ServerState member, long now) {
        taken++;
        member.load.began();
        return new AttemptLease(this, member, now);
    }

    private ServerState better(ServerState one, ServerState other, long now) {
        boolean oneIsCheaper = cost(one, other, now) <= cost(other, one, now);
        ServerState cheaper = oneIsCheaper ? one : other;
        ServerState dearer = oneIsCheaper ? other : one;
        double chance = cheaper.weight(now) / dearer.weight(now);
        return chance >= 1 || random.nextDouble() < chance ? cheaper : dearer;
    }

    private static double cost(ServerState member, ServerState beside, long now) {
        return member.isStarting(now) && !beside.isStarting(now)
                ? member.load.costAtStart(now, beside.load)
                : member.load.cost(now);
    }

    synchronized void ended(AttemptLease turn, AttemptOutcome ending) {
        ServerState member = turn.member();
        long now = clock.getAsLong();
        long spent = now - turn.startNanos();
        switch (ending) {
            case ANSWERED -> {
                member.load.answered(now, spent);
                member.ejection.succeeded(now);
            }
            // Rejections are fast, and must not make a server look fast. They do not show whether
            // it would have responded.
            case BUSY -> member.load.failed(now, spent);
            case FAILED -> {
                member.load.failed(now, spent);
                if (member.ejection.failed(now)) {
                    ejectIfAllowed(member, now);
                }
            }
            case ABANDONED -> member.load.abandoned(now, spent);
        }
        if (member.probes.ended(turn, ending, now, taken) && member.ejection.isEjected()) {
            member.ejection.end(now);
            back(member, now);
        }
    }

    private void ejectIfAllowed(ServerState member, long now) {
        long ejected = members.values().stream().filter(each -> each.ejection.isEjected()).count();
        if (!members.containsValue(member)
                || ejected + 1 > policy.ejection().groupShareMax() * members.size()) {
            return;
        }
        Duration pause = member.ejection.eject(now);
        member.probes.hold(now, taken);
        LOG.warn("server {} fails and gets no calls for {} s", member, pause.toSeconds());
        listener.onEjected(member.address(), pause);
    }

    /// Records the response of a health check. A server that is ready again after unanswered checks
    /// was away as a whole, which ends its ejection. A server that answers checks while its
    /// predictions fail stays ejected.
    public synchronized void checked(ServerState member, boolean ready) {
        boolean away = member.checksFailed > 0;
        member.checksFailed = 0;
        set(member, ready);
        if (away && ready && member.ejection.isEjected()) {
            long now = clock.getAsLong();
            member.ejection.end(now);
            back(member, now);
        }
    }

    /// Whether a server gets no calls at the moment, or may soon get none.
    public synchronized boolean isDoubtful(ServerState member) {
        return !member.ready || member.checksFailed > 0 || member.ejection.isEjected();
    }

    /// Records a health check without a response.
    public synchronized void checkFailed(ServerState member) {
        member.checksFailed++;
        if (member.checksFailed >= CHECKS_FAILED_MAX) {
            set(member, false);
        }
    }

    private void set(ServerState member, boolean ready) {
        if (member.ready != ready) {
            member.ready = ready;
            LOG.info("server {} is {}", member, ready ? "ready" : "not ready");
            listener.onHealthChecked(member.address(), ready);
            if (ready) {
                member.startSlowly(clock.getAsLong());
            }
        }
    }
}
