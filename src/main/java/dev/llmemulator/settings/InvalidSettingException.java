package dev.llmemulator.settings;

/** A setting that cannot be used; the message names the setting, its value and what would be accepted. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public InvalidSettingException(String setting, String value, String accepted) {
        this("%s=%s is not usable, it must be %s".formatted(setting, value, accepted));
    }

    private InvalidSettingException(String message) {
        super(message);
    }

    static InvalidSettingException missing(String setting, String why) {
        return new InvalidSettingException("%s is missing: %s".formatted(setting, why));
    }
}
