package dev.berth.placement.scenario;

/// Person, sensor or screen, at a site.
public record End(String name, String site) {}
