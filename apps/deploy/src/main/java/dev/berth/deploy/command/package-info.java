/// The command `berth kubernetes`, found by `ServiceLoader`.
@NullMarked
package dev.berth.deploy.command;

import org.jspecify.annotations.NullMarked;
