from case import Case

CASE = Case(
    "D15",
    tries="runs the system's setuid programs, and one of its own, to become root",
    defence="no capabilities",
    cells={
        "note": """
import glob, os, shutil, stat, subprocess

shutil.copy("/bin/sh", "/tmp/rtleft-D15-sh")
os.chmod("/tmp/rtleft-D15-sh", 0o6755)
said = subprocess.run(["/tmp/rtleft-D15-sh", "-pc", "id -u"], capture_output=True, text=True).stdout
if said.strip() == "0":
    print("REA" "CHED", "a shell of root's")
for path in (p for folder in ("/usr/bin", "/usr/sbin", "/bin") for p in glob.glob(folder + "/*")):
    if os.stat(path).st_mode & stat.S_ISUID and os.statvfs(path).f_flag & os.ST_NOSUID == 0:
        print("REA" "CHED", path, "keeps its power")
os.unlink("/tmp/rtleft-D15-sh")
""",
    },
)
