package dev.berth.client.balancing;

import dev.berth.core.assignment.LoadBound;

/// Preference of a few servers of the group for each model, so that each server keeps only its
/// share of many models in memory.
///
/// The order of servers is that of [dev.berth.core.assignment.ModelAssignment] for the name of the
/// model, or of the endpoint, that is called. Calls are balanced among the first of those servers
/// that are candidates; one with more attempts of this client in flight than the bound allows is
/// passed over. Every server has to have every model: at least on demand.
///
/// @param copies number of preferred servers, at least 1: one divides memory best, two keep a model
///   loaded elsewhere when a server fails
/// @param bound of the attempts in flight at a server
public record ModelAffinity(int copies, LoadBound bound) {
    public ModelAffinity {
        if (copies < 1) {
            throw new IllegalArgumentException("copies: " + copies + " (expected: >= 1)");
        }
    }

    /// So many preferred servers, and the default bound.
    public static ModelAffinity of(int copies) {
        return new ModelAffinity(copies, LoadBound.defaults());
    }
}
