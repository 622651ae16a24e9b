/// The command `berth plan`.
@NullMarked
package dev.berth.cli.plan;

import org.jspecify.annotations.NullMarked;
