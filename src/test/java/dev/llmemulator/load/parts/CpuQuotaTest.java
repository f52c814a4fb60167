package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuQuotaTest {
    @TempDir
    private Path root;

    private Path process;
    private Path groups;

    @BeforeEach
    void folders() throws IOException {
        process = Files.createDirectories(root.resolve("proc"));
        groups = Files.createDirectories(root.resolve("cgroup"));
    }

    @Test
    void of_version2_isTheLeastOfTheGroupsAbove() throws IOException {
        write(process.resolve("cgroup"), "0::/system.slice/docker-1.scope\n");
        write(groups.resolve("system.slice/docker-1.scope/cpu.max"), "max 100000\n");
        assertThat(CpuQuota.of(process, groups)).isNaN();
        write(groups.resolve("system.slice/cpu.max"), "150000 100000\n");
        assertThat(CpuQuota.of(process, groups)).isEqualTo(1.5);
        write(groups.resolve("system.slice/docker-1.scope/cpu.max"), "30000 100000\n");
        assertThat(CpuQuota.of(process, groups)).isEqualTo(0.3);
    }

    @Test
    void of_version1_isItsQuotaByItsPeriod() throws IOException {
        write(process.resolve("cgroup"), "4:memory:/narrow\n2:cpu,cpuacct:/narrow\n0::/\n");
        write(groups.resolve("cpu,cpuacct/narrow/cpu.cfs_quota_us"), "-1\n");
        write(groups.resolve("cpu,cpuacct/narrow/cpu.cfs_period_us"), "100000\n");
        assertThat(CpuQuota.of(process, groups)).isNaN();
        write(groups.resolve("cpu,cpuacct/narrow/cpu.cfs_quota_us"), "40000\n");
        assertThat(CpuQuota.of(process, groups)).isEqualTo(0.4);
    }

    @Test
    void of_groupThatCannotBeSeen_isNotKnown() throws IOException {
        write(process.resolve("cgroup"), "0::/../../other\n1:cpu:/gone\nnonsense\n");
        assertThat(CpuQuota.of(process, groups)).isNaN();
        assertThat(CpuQuota.of(root.resolve("no-process"), groups)).isNaN();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
