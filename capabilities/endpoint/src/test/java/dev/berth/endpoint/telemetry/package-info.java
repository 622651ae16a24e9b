@NullMarked
package dev.berth.endpoint.telemetry;

import org.jspecify.annotations.NullMarked;
