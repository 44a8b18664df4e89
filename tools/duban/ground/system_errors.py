"""What the operating system refuses, in Chinese; its own words are English."""

from __future__ import annotations

import errno

_WORDS = {
    "EACCES": "没有权限",
    "EAGAIN": "暂时不可用，请稍后再试",
    "EBADF": "输入或输出已经关闭",
    "EBUSY": "正在使用",
    "EDEADLK": "正被别的程序锁住",
    "EDQUOT": "超出磁盘配额",
    "EEXIST": "已经存在",
    "EFBIG": "文件太大",
    "EINVAL": "系统不接受这样的操作",
    "EIO": "磁盘读写出错",
    "EISDIR": "这是文件夹，不是文件",
    "ELOOP": "这是链接，或链接绕成了圈",
    "EMFILE": "打开的文件太多",
    "EMLINK": "链接太多",
    "ENAMETOOLONG": "名称太长",
    "ENFILE": "打开的文件太多",
    "ENODEV": "没有这个设备",
    "ENOENT": "不存在，或上级文件夹不存在",
    "ENOEXEC": "不是可以运行的程序",
    "ENOLCK": "系统不能加锁",
    "ENOMEM": "内存不足",
    "ENOSPC": "磁盘已满",
    "ENOSYS": "系统不支持",
    "ENOTDIR": "路径中间有一段不是文件夹",
    "ENOTEMPTY": "文件夹里还有内容",
    "ENXIO": "没有程序在另一端接收",
    "EOPNOTSUPP": "系统不支持",
    "EPERM": "系统不允许",
    "EPIPE": "接收的程序已经关闭",
    "EROFS": "磁盘是只读的",
    "ESTALE": "网络文件夹已失效，请重新连接",
    "ETIMEDOUT": "网络没有回应",
    "ETXTBSY": "文件正在运行",
    "EXDEV": "不在同一个磁盘上",
    "E2BIG": "内容太长",
    "ECONNREFUSED": "对方拒绝连接",
    "ECONNRESET": "连接已断开",
    "EHOSTDOWN": "网络没有回应",
    "EHOSTUNREACH": "网络没有回应",
    "EINTR": "操作被打断",
}
# Not every system has every error.
_BY_NUMBER = {getattr(errno, name): words for name, words in _WORDS.items() if hasattr(errno, name)}


def reason(error: OSError) -> str:
    """Return why the system refused, in a few words."""
    if error.errno is None:
        return "系统没有说明原因"
    return _BY_NUMBER.get(error.errno, f"系统错误号 {error.errno}")
