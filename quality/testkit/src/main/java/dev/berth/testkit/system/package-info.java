/// Builders of systems on disk: their packages, endpoints and feature definitions.
@NullMarked
package dev.berth.testkit.system;

import org.jspecify.annotations.NullMarked;
