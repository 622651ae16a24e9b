@NullMarked
package dev.berth.deploy.command;

import org.jspecify.annotations.NullMarked;
