package dev.berth.placement.scenario;

/// Connection between two sites, in both directions.
///
/// @param latency one way, without the time that the bytes take
/// @param bytesPerSecondOut from `from` to `to`
/// @param bytesPerSecondBack from `to` to `from`
/// @param loss share of packets that are lost and sent again
/// @param joulesPerByte at each end
/// @param unavailable share of time without the link
public record Link(
        String name,
        String from,
        String to,
        Distribution latency,
        double bytesPerSecondOut,
        double bytesPerSecondBack,
        double loss,
        double joulesPerByte,
        double dollarsPerByte,
        double unavailable) {}
