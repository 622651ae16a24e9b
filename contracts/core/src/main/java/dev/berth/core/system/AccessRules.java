package dev.berth.core.system;

import java.util.List;
import java.util.Set;

/// Who may call a system.
///
/// @param consumers those declared; with none, nobody is asked who they are
/// @param openRoutes what needs no key although consumers are declared
/// @param mistakes what is wrong with these rules, which are then not to be relied on: what is
///   missing in them may be what could not be read
public record AccessRules(
        List<Consumer> consumers, Set<OpenRoute> openRoutes, List<Mistake> mistakes) {

    public AccessRules {
        consumers = List.copyOf(consumers);
        openRoutes = Set.copyOf(openRoutes);
        mistakes = List.copyOf(mistakes);
    }

    /// Rules of a system that declares nobody.
    public static AccessRules none() {
        return new AccessRules(List.of(), Set.of(), List.of());
    }

    /// Rules that could not be read.
    public static AccessRules unreadable(List<Mistake> mistakes) {
        return new AccessRules(List.of(), Set.of(), mistakes);
    }
}
